import { createClock } from '../../../src/clock.ts';
import { openDatabase } from '../../../src/database.ts';
import { createSqliteJobs } from '../../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../../src/logger.ts';
import { aCharge, newcomer } from '../../contracts/jobs/job-parts.ts';

/** Accepts job after job into the file that it is given, and names each on its output once it is accepted. */
const log = createLogger({ level: 'silent' });
const database = openDatabase({ file: process.argv[2] ?? '', log });
const caps = { perGuild: 1, perProvider: () => 1 };
const jobs = createSqliteJobs({ database, clock: createClock(), log, caps });

for (let n = 0; ; n += 1) {
  await jobs.accept(newcomer(n), [aCharge()]);
  await new Promise((resolve) => process.stdout.write(`${newcomer(n).id}\n`, resolve));
}
