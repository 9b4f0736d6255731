import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/database.ts';
import { createSqliteJobs } from '../../src/jobs/sqlite/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { acceptAndMove, createHeldHandler, moveNow, mustChange, soon } from '../contracts/jobs/harness.ts';
import { aCharge, candidateOf, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';

const log = createLogger({ level: 'silent' });
const clock = createManualClock();
const caps = { perGuild: 5, perProvider: () => 5 };

let database: Database;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-storage-'));
  database = openDatabase({ file: join(folder, 'coverband.db'), log });
  return async () => {
    database.close();
    await rm(folder, { recursive: true });
  };
});

/** Remembers the text of every statement. */
function recording(statements: Set<string>): Database {
  return {
    ...database,
    statement(sql) {
      statements.add(sql);
      return database.statement(sql);
    },
  };
}

describe('queries', () => {
  it('all go by an index, so that a long history costs nothing', async () => {
    const statements = new Set<string>();
    const jobs = createSqliteJobs({ database: recording(statements), clock, log, caps });
    await useEverything(jobs);

    const plans = [...statements].map((sql) => ({
      sql,
      plan: database
        .statement(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array(sql.split('?').length - 1).fill(null))
        .map(({ detail }) => String(detail)),
    }));

    // The index of unfinished jobs holds nothing else, so walking it whole is what is wanted; the list of asked hashes too.
    const isCheap = (step: string) =>
      !/SCAN|TEMP B-TREE FOR ORDER/.test(step) ||
      step === 'SCAN jobs USING INDEX jobs_unfinished' ||
      step.startsWith('SCAN asked VIRTUAL TABLE');
    expect(plans.filter(({ plan }) => !plan.every(isCheap))).toEqual([]);
    for (const index of ['jobs_unfinished', 'charges_in_use', 'alarms_due', 'job_files_by_hash', 'covers']) {
      expect(plans.flatMap(({ plan }) => plan).filter((step) => step.includes(index))).not.toEqual([]);
    }
  });

  async function useEverything(jobs: ReturnType<typeof createSqliteJobs>) {
    const make = createHeldHandler();
    jobs.work('make', make.handler);
    jobs.onAlarm('tell', async () => undefined);
    jobs.start();
    await jobs.accept(newcomer(1), [aCharge()]);
    await jobs.accept(newcomer(2), [aCharge()]);
    await soon(() => expect(make.running()).toHaveLength(2));
    await make.runOf(newcomer(1).id).lease.stillOurs();
    await moveNow(jobs, newcomer(1).id, steps.submitting(candidateOf('p')));
    await moveNow(jobs, newcomer(1).id, steps.delivering());
    await moveNow(jobs, newcomer(1).id, { ...steps.delivered(), alarms: [{ kind: 'tell', at: clock.now() }] });
    await moveNow(jobs, newcomer(2).id, steps.cancelled());
    await jobs.at(clock.now(), 'tell', 'a');
    await jobs.unfinished();
    await jobs.cover(newcomer(1).id);
    await jobs.filesInUse(['a'], 0);
    await clock.advance(1_000);
    await jobs.stop();
  }
});

describe('a record that cannot be read', () => {
  it('is refused to who asks for it, and stands in nobody’s way', async () => {
    const before = createSqliteJobs({ database, clock, log, caps });
    await before.accept(newcomer(1), []);
    await before.accept(newcomer(2), []);
    database.statement(`UPDATE jobs SET record = '{}' WHERE id = ?`).run(newcomer(1).id);

    const jobs = createSqliteJobs({ database, clock, log, caps });
    const make = createHeldHandler();
    jobs.work('make', make.handler);
    jobs.start();

    await soon(() => expect(make.running()).toEqual([newcomer(2).id]));
    await expect(jobs.get(newcomer(1).id)).rejects.toThrow();
    await expect(jobs.unfinished()).resolves.toHaveLength(1);
  });

  it('is never written', async () => {
    const jobs = createSqliteJobs({ database, clock, log, caps });
    const broken = { acceptedAt: 0.5 };
    await expect(jobs.accept(newcomer(1, broken), [aCharge()])).rejects.toThrow();
    await jobs.accept(newcomer(2), []);

    await expect(mustChange(jobs, newcomer(2), { to: 'queued', set: { notBefore: 0.5 } })).rejects.toThrow();

    await expect(jobs.get(newcomer(1).id)).resolves.toBeUndefined();
    await expect(jobs.usage(aCharge().scope, aCharge().window.key)).resolves.toEqual({ count: 0, micros: 0 });
    await expect(jobs.get(newcomer(2).id)).resolves.toEqual(newcomer(2));
  });
});

it('stores what the charges of a job became, for every one of them', async () => {
  const jobs = createSqliteJobs({ database, clock, log, caps });
  await jobs.accept(newcomer(1), [aCharge(), aCharge({ scope: { name: 'member', id: 'g:m' } })]);
  await jobs.change(newcomer(1).id, newcomer(1).version, {
    to: 'failed',
    settle: { kind: 'commit', count: 0, micros: 5 },
  });
  await acceptAndMove(jobs, newcomer(2), steps.cancelled());

  const rows = database.statement('SELECT scope_name, count, micros, state FROM charges ORDER BY scope_name').all();

  expect(rows).toEqual([
    { scope_name: 'guild', count: 0, micros: 5, state: 'committed' },
    { scope_name: 'member', count: 0, micros: 5, state: 'committed' },
  ]);
});
