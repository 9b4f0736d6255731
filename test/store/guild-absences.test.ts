import { createGuildAbsences } from '../../src/store/guild-absences.ts';
import { describeGuildAbsences } from '../contracts/guild-absences.ts';
import { useDatabase } from './use-database.ts';

describeGuildAbsences('absences of servers in SQLite', async () => {
  const { open } = await useDatabase();
  const database = open();
  return {
    one: createGuildAbsences({ database }),
    other: createGuildAbsences({ database }),
    reopen: () => createGuildAbsences({ database: open() }),
  };
});
