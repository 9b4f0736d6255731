import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import type { Leases } from '../../src/jobs/leases.ts';
import { createJobRunner, type SharedStore } from '../../src/jobs/runner/runner.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { acceptAndMove, createHeldHandler, soon } from '../contracts/jobs/harness.ts';
import { candidateOf, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';

const LASTS_MS = 30_000;

/** Several runners on one database, each with jobs of its own, which hear nothing of each other. */
async function openShared() {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-shared-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const clock = createManualClock();
  const runners: { stop(): Promise<void> }[] = [];
  onTestFinished(async () => {
    for (const { stop } of runners) await stop();
    database.close();
    await rm(folder, { recursive: true });
  });
  const leaseNow = () => clock.monotonic();

  return {
    clock,
    jobs: createSqlJobs({ database, clock, log, leaseNow }),
    async openRunner(workerId: string, may: Omit<SharedStore, 'random'> = {}) {
      const jobs = createSqlJobs({ database, clock, log, leaseNow });
      const own = jobs.leasesOf({ workerId, lastsMs: LASTS_MS });
      const held = createHeldHandler();
      let isCutOff = false;
      const beat: Leases['beat'] = () => (isCutOff ? new Promise(() => undefined) : own.beat());
      const runner = await createJobRunner({
        jobs,
        leases: { ...own, beat },
        workerId,
        alarms: jobs.alarms,
        perGuild: 2,
        breakers: jobs.breakers,
        shared: { random: () => 0.5, ...may },
        clock,
        log,
      });
      runner.work('make', held.handler);
      runners.push(runner);
      return {
        ...runner,
        ...held,
        /** From now on its signs of life neither arrive nor fail. */
        cutOff() {
          isCutOff = true;
        },
      };
    },
  };
}

it('a worker keeps what it works on, however long that takes, while it says that it lives', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const [one, other] = [await openRunner('one'), await openRunner('other')];
  await jobs.accept(newcomer(1), []);
  one.start();
  await clock.runUntil(() => one.running().length === 1);
  other.start();

  for (let second = 0; second < 300; second += 1) {
    await clock.advance(1_000);
    await soon(() => undefined);
  }

  expect(one.runs.map(({ lease }) => lease.isAlive())).toEqual([true]);
  expect(other.started()).toEqual([]);
});

it('a worker whose signs of life do not arrive lets go of its work before anybody takes it over', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const [one, other] = [await openRunner('one'), await openRunner('other')];
  await jobs.accept(newcomer(1), []);
  one.start();
  await clock.runUntil(() => one.running().length === 1);
  const [run] = one.runs;
  one.cutOff();
  other.start();

  await clock.runUntil(() => run?.lease.signal.aborted === true);

  expect(run?.lease.isAlive()).toBe(false);
  await expect(run?.lease.stillOurs()).resolves.toBe(false);
  expect(other.started()).toEqual([]);
  await clock.runUntil(() => other.running().length === 1, { withinMs: 20_000 });
  expect(one.running()).toEqual([]);
  expect(one.started()).toHaveLength(1);
});

it('a worker on a machine that slept does not believe in its leases, though its own clock shows no time', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const one = await openRunner('one');
  await jobs.accept(newcomer(1), []);
  one.start();
  await clock.runUntil(() => one.running().length === 1);

  clock.step(21_000);

  expect(one.runs[0]?.lease.isAlive()).toBe(false);
});

it('a worker that was given up begins anew, and takes its work again when nobody else has it', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const one = await openRunner('one');
  await jobs.accept(newcomer(1), []);
  one.start();
  await clock.runUntil(() => one.running().length === 1);
  const later = jobs.leasesOf({ workerId: 'later', lastsMs: LASTS_MS });

  // Nothing of it runs meanwhile.
  await clock.advance(0);
  await jobs.leasesOf({ workerId: 'one', lastsMs: LASTS_MS }).leave();
  await later.join();
  await later.leave();

  await clock.runUntil(() => one.runs.length === 2, { withinMs: 60_000 });
  expect(one.runs[0]?.lease.signal.aborted).toBe(true);
  await expect(one.runs[1]?.lease.stillOurs()).resolves.toBe(true);
});

it('what another process has accepted, or set an alarm for, is noticed within seconds though nobody tells', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const one = await openRunner('one');
  const rung: string[] = [];
  one.onAlarm('tell', async (id) => void rung.push(id));
  one.start();
  await clock.runUntil(() => true);

  await jobs.accept(newcomer(1), []);
  await jobs.alarms.set('tell', clock.now(), 'a');

  await clock.runUntil(() => one.running().length === 1, { withinMs: 3_500 });
  await clock.runUntil(() => rung.length === 1, { withinMs: 7_500 });
});

it('a worker that stops leaves its work to the others at once', async () => {
  const { clock, jobs, openRunner } = await openShared();
  const [one, other] = [await openRunner('one'), await openRunner('other')];
  await jobs.accept(newcomer(1), []);
  one.start();
  await clock.runUntil(() => one.running().length === 1);
  other.start();

  await one.stop();

  await clock.runUntil(() => other.running().length === 1, { withinMs: 3_500 });
});

it('one that takes nothing on leaves work and alarms to others, and goes on once it does again', async () => {
  const { clock, jobs, openRunner } = await openShared();
  let mayTake = false;
  const one = await openRunner('one', { mayTake: () => mayTake });
  const rung: string[] = [];
  one.onAlarm('tell', async (id) => void rung.push(id));
  await jobs.accept(newcomer(1), []);
  await jobs.alarms.set('tell', 0, newcomer(1).id);
  one.start();
  await clock.advance(60_000);
  await soon(() => undefined);
  expect([one.started(), rung]).toEqual([[], []]);

  mayTake = true;
  await clock.runUntil(() => one.started().length === 1 && rung.length === 1);
});

it('one that gives no turns goes on with what was begun, and begins nothing', async () => {
  const { clock, jobs, openRunner } = await openShared();
  let mayGiveTurns = false;
  await acceptAndMove(jobs, newcomer(1), steps.submitting(candidateOf('p')), steps.generating());
  await jobs.accept(newcomer(2), []);
  const one = await openRunner('one', { mayGiveTurns: () => mayGiveTurns });
  one.start();
  await clock.runUntil(() => one.started().length === 1);
  await clock.advance(60_000);
  await soon(() => undefined);
  expect(one.started()).toEqual([newcomer(1).id]);

  mayGiveTurns = true;
  await clock.runUntil(() => one.started().length === 2);
});
