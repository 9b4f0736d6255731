import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database.ts';
import { createSqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import type { CreateJobsHarness } from '../contracts/jobs/harness.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** Jobs in a SQLite file of their own. A crash takes the connection away from under them, with everything still running. */
export const createSqliteHarness: CreateJobsHarness = async ({ deliveries, ...caps }) => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-jobs-'));
  const log = createLogger({ level: 'silent' });
  const clock = createManualClock();
  let database: Database | undefined;

  const open = async () => {
    database = openDatabase({ file: join(folder, 'coverband.db'), log });
    return createSqliteJobs({ database, clock, log, caps, deliveries });
  };

  return {
    clock,
    open,
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
