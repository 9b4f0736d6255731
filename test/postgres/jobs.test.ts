import { describe } from 'vitest';
import type { PostgresDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { type CreateJobsHarness, rewriteIn } from '../contracts/jobs/harness.ts';
import { describeJobs } from '../contracts/jobs.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openJobs } from '../support/open-jobs.ts';
import { createTestDatabase, hasPostgres } from './use-postgres.ts';

/** Jobs in a database of their own. A crash takes the connections away from under them, with everything still running. */
const createPostgresHarness: CreateJobsHarness = async ({ perProvider, ...caps }) => {
  const test = await createTestDatabase();
  const log = createLogger({ level: 'silent' });
  const opened: PostgresDatabase[] = [];
  // Time stands still while the server is asked, which takes as long as it takes.
  const isAsked = () =>
    opened.some((one) => {
      const { inUse, waiting } = one.connections();
      return inUse + waiting > 0;
    });
  const clock = createManualClock(undefined, isAsked);
  const slots = new Map(
    Object.entries({
      p: perProvider,
      q: perProvider,
      first: perProvider,
      second: perProvider,
      runware: perProvider,
    }),
  );
  let database: PostgresDatabase | undefined;
  /** By the test's clock, so that leases end when it says so. */
  const byHand = (one: PostgresDatabase): PostgresDatabase => {
    opened.push(one);
    return { ...one, leaseNow: () => Math.floor(clock.monotonic()) };
  };

  const open = async () => {
    database = await test.open();
    return openJobs({ database: byHand(database), clock, log, slots, ...caps });
  };

  return {
    clock,
    open,
    async openAnother() {
      return createSqlJobs({ database: byHand(await test.open()), clock, log });
    },
    async rewrite(id, change) {
      if (!database) throw new Error('nothing is open yet');
      await rewriteIn(database, id, change);
    },
    async reopenAfterCrash() {
      await database?.close();
      return open();
    },
    async close() {
      for (const one of opened) await one.close();
      await test.drop();
    },
  };
};

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  describeJobs('jobs in PostgreSQL', createPostgresHarness);
});
