import { createModerationStore } from '../../src/store/moderation.ts';
import { describeModerationStore } from '../contracts/moderation-store.ts';
import { readsElsewhere } from '../contracts/reads-elsewhere.ts';
import { useDatabase } from './use-database.ts';

const openTwo = async () => {
  const { open } = await useDatabase();
  const database = open();
  return {
    one: createModerationStore({ database }),
    other: createModerationStore({ database }),
    reopen: () => createModerationStore({ database: open() }),
  };
};

describeModerationStore('what moderators did, in SQLite', openTwo);

describeModerationStore('what moderators did, in SQLite, read where it was not written', async () => {
  const { one, other, reopen } = await openTwo();
  const reads = ['action', 'actions', 'blockOf', 'blocks', 'report', 'ofMember', 'guildIds'] as const;
  return { one: readsElsewhere(one, other, reads), other: readsElsewhere(other, one, reads), reopen };
});
