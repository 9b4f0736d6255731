import { describe, onTestFinished } from 'vitest';
import type { PostgresDatabase } from '../../src/database.ts';
import { createLogger } from '../../src/logger.ts';
import { createGuildAbsences } from '../../src/store/guild-absences.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { createModerationStore } from '../../src/store/moderation.ts';
import { createOperatorChoices } from '../../src/store/operator-choices.ts';
import { describeGuildAbsences } from '../contracts/guild-absences.ts';
import { describeModerationStore } from '../contracts/moderation-store.ts';
import { describeOperatorChoices } from '../contracts/operator-choices.ts';
import { describeAtOnce } from '../contracts/stores/at-once.ts';
import { describeValuesByKey } from '../contracts/stores/by-key.ts';
import { describeDraftUploads } from '../contracts/stores/draft-uploads.ts';
import { describeDrafts } from '../contracts/stores/drafts.ts';
import { describeFirstPosters } from '../contracts/stores/first-posters.ts';
import { describeHome } from '../contracts/stores/home.ts';
import { describeKeptByGuild } from '../contracts/stores/kept-by-guild.ts';
import { describeSmallStores } from '../contracts/stores/keyv-stores.ts';
import { describeSettings } from '../contracts/stores/settings.ts';
import { createTestDatabase, hasPostgres } from './use-postgres.ts';

const log = createLogger({ level: 'silent' });

/** Each opening is one more process on the same database. */
async function useDatabase() {
  const test = await createTestDatabase();
  const opened: PostgresDatabase[] = [];
  onTestFinished(async () => {
    for (const one of opened) await one.close();
    await test.drop();
  });
  const open = async () => {
    const database = await test.open();
    opened.push(database);
    return database;
  };
  return { open, openBeside: open };
}

async function useTwo() {
  const { open } = await useDatabase();
  return { one: await open(), other: await open(), open };
}

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeValuesByKey(useDatabase);
  describeAtOnce(useDatabase);
  describeSmallStores(useDatabase);
  describeDrafts(useDatabase);
  describeDraftUploads(useDatabase);
  describeFirstPosters(useDatabase);
  describeSettings(useDatabase);
  describeKeptByGuild(useDatabase);
  describeHome(useDatabase);

  describeGuildAbsences('absences of servers in PostgreSQL', async () => {
    const { one, other } = await useTwo();
    return {
      one: createGuildAbsences({ database: one }),
      other: createGuildAbsences({ database: other }),
      reopen: () => createGuildAbsences({ database: other }),
    };
  });

  describeModerationStore('what moderators did, in PostgreSQL', async () => {
    const { one, other } = await useTwo();
    return {
      one: createModerationStore({ database: one }),
      other: createModerationStore({ database: other }),
      reopen: () => createModerationStore({ database: other }),
    };
  });

  describeOperatorChoices("the operator's choices in PostgreSQL", async () => {
    const { one, other, open } = await useTwo();
    return {
      store: await createOperatorChoices({ database: one, log }),
      other: await createOperatorChoices({ database: other, log }),
      reopen: async () => createOperatorChoices({ database: await open(), log }),
      spoil: () => createKeyvStore({ database: one, namespace: 'operator' }).set('choices', { isDrained: 'perhaps' }),
    };
  });
});
