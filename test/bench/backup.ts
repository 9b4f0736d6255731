import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../src/clock.ts';
import { createBackups } from '../../src/database/backups.ts';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { buildJob } from '../support/build-job.ts';
import { inOneWrite } from '../support/in-one-write.ts';
import { longestStandstill } from './longest-delay.ts';

const JOBS = 100_000;
const WRITE_EVERY_MS = 20;

/** How long the event loop stands still while a large database is copied and written to; beside it, `VACUUM INTO`. */
export async function benchBackup(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-bench-'));
  const file = join(folder, 'coverband.db');
  const database = openDatabase({ migrations: jobMigrations, file, log: createLogger({ level: 'silent' }) });
  fill(database);
  const backups = createBackups({ database, file, folder: join(folder, 'backups'), clock: createClock() });
  const writing = setInterval(() => write(database), WRITE_EVERY_MS);

  const startedAt = performance.now();
  const copying = await longestStandstill(() => backups.make());
  const tookMs = performance.now() - startedAt;
  const idle = await longestStandstill(() => new Promise((resolve) => setTimeout(resolve, tookMs)));
  const vacuum = await longestStandstill(async () => {
    database.statement('VACUUM INTO ?').run(join(folder, 'vacuum.db'));
  });

  clearInterval(writing);
  database.close();
  rmSync(folder, { recursive: true });
  return [
    `event loop during a backup of ${JOBS} jobs (${tookMs.toFixed(0)} ms) with a write every ${WRITE_EVERY_MS} ms: longest delay ${copying.delayMs.toFixed(1)} ms; without the backup ${idle.delayMs.toFixed(1)} ms; VACUUM INTO ${vacuum.delayMs.toFixed(0)} ms`,
  ];
}

function fill(database: SqliteDatabase): void {
  const record = JSON.stringify(buildJob({ state: 'delivered', settled: 'committed', lyrics: 'la '.repeat(600) }));
  inOneWrite(database, () => {
    for (let n = 0; n < JOBS; n += 1) {
      database
        .statement(
          `INSERT INTO jobs (id, version, state, guild_id, requester_id, accepted_at, record)
           VALUES (?, 5, 'delivered', 'guild', 'member', ?, ?)`,
        )
        .run(`job-${n}`, n, record);
    }
  });
  // A log as large as this one transaction is nothing that a bot ever has.
  database.statement('PRAGMA wal_checkpoint(TRUNCATE)').get();
}

function write(database: SqliteDatabase): void {
  inOneWrite(database, () => database.statement(`UPDATE jobs SET version = version + 1 WHERE id = 'job-1'`).run());
}
