import { createClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { aCharge, newcomer } from '../../contracts/jobs/job-parts.ts';

/** Accepts job after job into the file that it is given, and names each on its output once it is accepted. */
const log = createLogger({ level: 'silent' });
const database = openDatabase({ migrations: jobMigrations, file: process.argv[2] ?? '', log });
const jobs = createSqlJobs({ database, clock: createClock(), log });

for (let n = 0; ; n += 1) {
  await jobs.accept(newcomer(n), [aCharge()]);
  await new Promise((resolve) => process.stdout.write(`${newcomer(n).id}\n`, resolve));
}
