import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/database.ts';
import { createSqlJobs } from '../../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import type { AnyTables, Row } from '../../../src/tools/move/rows.ts';
import { translateRow, withoutZeros } from '../../../src/tools/move/translate-row.ts';
import { newcomer } from '../../contracts/jobs/job-parts.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const log = createLogger({ level: 'silent' });
const MINUTE_MS = 60_000;

async function openTurns() {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-move-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = openDatabase({ file: join(folder, 'coverband.db'), migrations: jobMigrations, log });
  onTestFinished(() => database.close());
  const clock = createManualClock();
  const jobs = createSqlJobs({ database, clock, log });
  const { sql } = database.store<AnyTables>();
  const rowsOf = (table: string) => sql.selectFrom(table).selectAll().execute();
  return { clock, jobs, sql, rowsOf };
}

describe('a row of who works on what', () => {
  it('comes in nobody’s hands, and due when it would be after a restart', async () => {
    const { clock, jobs, sql, rowsOf } = await openTurns();
    const now = clock.now();
    const kinds = ['make', 'prepare', 'deliver', null];
    const waits = [-MINUTE_MS, 0, MINUTE_MS, 45 * MINUTE_MS];
    let n = 0;
    for (const kind of kinds)
      for (const is_begun of [0, 1])
        for (const wait of waits) {
          n += 1;
          await jobs.accept(newcomer(n), []);
          await sql
            .updateTable('job_turns')
            .set({ kind, is_begun, has_turn: 1, provider: 'p', not_before: now + wait, owner: 'somebody', epoch: 7 })
            .set({ failures: 3, paused_until: now + wait, due_at: now })
            .where('id', '=', newcomer(n).id)
            .execute();
        }
    await jobs.alarms.set('tell', now, newcomer(1).id);
    await sql.updateTable('alarms').set({ owner: 'somebody', failures: 2, paused_until: 5 }).execute();
    const clocks = { now, lease: { from: now, to: now }, keys: { from: now, to: now } };
    const [turns, alarms] = [await rowsOf('job_turns'), await rowsOf('alarms')];

    await jobs.leasesOf({ workerId: 'the next' }).join();

    expect(turns).toHaveLength(32);
    expect(turns.map((row) => translateRow('job_turns', row, clocks))).toEqual(await rowsOf('job_turns'));
    expect(alarms.map((row) => translateRow('alarms', row, clocks))).toEqual(await rowsOf('alarms'));
  });

  it('waits for as long by the other side’s clock', () => {
    const clocks = { now: 1_000, lease: { from: 2_000, to: 90_000 }, keys: { from: 3_000, to: 50_000 } };
    const translated = (table: string, row: Row) => translateRow(table, row, clocks);

    expect(translated('job_turns', { kind: 'make', is_begun: 0, not_before: 6_000 })).toMatchObject({ due_at: 95_000 });
    expect(translated('channel_pauses', { until: 2_500 })).toEqual({ until: 90_500 });
    expect(translated('provider_states', { closed_until: 1_900 })).toEqual({ closed_until: 89_900 });
    expect(translated('provider_states', { closed_until: 0 })).toEqual({ closed_until: 0 });
    expect(translated('kv', { expires_at: 3_250 })).toEqual({ expires_at: 50_250 });
    expect(translated('kv', { expires_at: null })).toEqual({ expires_at: null });
    expect(translated('votes', { voted_at: 5 })).toEqual({ voted_at: 5 });
  });
});

describe('text that PostgreSQL does not keep', () => {
  it('loses its zeros and nothing else', () => {
    const row: Row = { name: 'a\0b\0', other: 'c', number: 0, bytes: Buffer.from([0]), none: null };

    expect(withoutZeros(row)).toEqual({ ...row, name: 'ab' });
  });

  it('is told from text that it keeps', () => {
    const row: Row = { name: 'ab' };

    expect(withoutZeros(row)).toBe(row);
  });
});
