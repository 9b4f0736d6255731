import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { type CreateJobsHarness, rewriteIn } from '../contracts/jobs/harness.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openJobs } from '../support/open-jobs.ts';

/** Jobs in a SQLite file of their own. A crash takes the connection away from under them, with everything still running. */
export const createSqliteHarness: CreateJobsHarness = async ({ perProvider, ...caps }) => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-jobs-'));
  const log = createLogger({ level: 'silent' });
  const clock = createManualClock();
  const slots = new Map(
    Object.entries({
      p: perProvider,
      q: perProvider,
      first: perProvider,
      second: perProvider,
      runware: perProvider,
    }),
  );
  let database: SqliteDatabase | undefined;

  const open = async () => {
    database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
    return openJobs({ database, clock, log, slots, ...caps });
  };

  return {
    clock,
    open,
    async openAnother() {
      if (!database) throw new Error('nothing is open yet');
      return createSqlJobs({ database, clock, log });
    },
    async rewrite(id, change) {
      if (!database) throw new Error('nothing is open yet');
      await rewriteIn(database, id, change);
    },
    async reopenAfterCrash() {
      database?.close();
      return open();
    },
    async close() {
      database?.close();
      await rm(folder, { recursive: true });
    },
  };
};
