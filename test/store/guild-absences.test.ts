import { createGuildAbsences } from '../../src/store/guild-absences.ts';
import { describeGuildAbsences } from '../contracts/guild-absences.ts';
import { readsElsewhere } from '../contracts/reads-elsewhere.ts';
import { useDatabase } from './use-database.ts';

const openTwo = async () => {
  const { open } = await useDatabase();
  const database = open();
  return {
    one: createGuildAbsences({ database }),
    other: createGuildAbsences({ database }),
    reopen: () => createGuildAbsences({ database: open() }),
  };
};

describeGuildAbsences('absences of servers in SQLite', openTwo);

describeGuildAbsences('absences of servers in SQLite, read where they were not written', async () => {
  const { one, other, reopen } = await openTwo();
  const reads = ['comparedAt', 'all', 'get'] as const;
  return { one: readsElsewhere(one, other, reads), other: readsElsewhere(other, one, reads), reopen };
});
