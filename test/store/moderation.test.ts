import { createModerationStore } from '../../src/store/moderation.ts';
import { describeModerationStore } from '../contracts/moderation-store.ts';
import { useDatabase } from './use-database.ts';

describeModerationStore('what moderators did, in SQLite', async () => {
  const { open } = await useDatabase();
  const database = open();
  return {
    one: createModerationStore({ database }),
    other: createModerationStore({ database }),
    reopen: () => createModerationStore({ database: open() }),
  };
});
