import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createCards } from '../../src/cluster/cards.ts';
import type { Topic } from '../../src/cluster/port.ts';
import { createCrossing, createDuties, createNotifier } from '../../src/cluster/postgres.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createTestDatabase, hasPostgres, type TestDatabase } from './use-postgres.ts';

const LASTS_MS = 30_000;
const log = createLogger({ level: 'silent' });

/** One process of a fleet, whose time is told by hand. */
async function openProcess(test: TestDatabase, clock: ManualClock) {
  const opened = await test.open();
  onTestFinished(() => opened.close());
  const database = { ...opened, leaseNow: () => Math.floor(clock.monotonic()) };
  const workerId = randomUUID();
  const jobs = createSqlJobs({ database, clock, log });
  const leases = jobs.leasesOf({ workerId, lastsMs: LASTS_MS });
  return {
    workerId,
    database,
    leases,
    duties: createDuties({ database, workerId }),
    crossing: createCrossing({ database, workerId, speed: 1, clock }),
    cards: createCards({ database, workerId }),
  };
}

async function openTest() {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  return test;
}

describe.skipIf(!hasPostgres)('processes on one PostgreSQL', () => {
  it('have a duty done by one of them, and by the next one once that is believed dead', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    // Who has not joined is nobody.
    await expect(one.duties.isOurs('retention')).resolves.toBe(false);
    await one.leases.join();
    await other.leases.join();
    await expect(one.duties.isOurs('retention')).resolves.toBe(true);
    await expect(other.duties.isOurs('retention')).resolves.toBe(false);
    await expect(other.duties.isOurs('notices')).resolves.toBe(true);
    await expect(one.duties.isOurs('retention')).resolves.toBe(true);

    await clock.advance(LASTS_MS / 2);
    await other.leases.beat();
    await clock.advance(LASTS_MS / 2 + 1);
    await expect(other.duties.isOurs('retention')).resolves.toBe(true);
    await expect(one.duties.isOurs('retention')).resolves.toBe(false);
  });

  it('let go of their duties when they leave', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    await one.leases.join();
    await other.leases.join();
    await one.duties.isOurs('servers');
    await one.leases.leave();
    await expect(other.duties.isOurs('servers')).resolves.toBe(true);
    await expect(one.duties.isOurs('servers')).resolves.toBe(false);
  });

  it('have an interaction answered by one of them, however many hear of it at once', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const all = await Promise.all([1, 2, 3].map(() => openProcess(test, clock)));
    const claims = await Promise.all(all.map(({ crossing }) => crossing.claimInteraction('1000')));
    expect(claims.filter(Boolean)).toHaveLength(1);
    await expect(all[0]?.crossing.claimInteraction('1001')).resolves.toBe(true);
  });

  it('begin their sessions at Discord one after the other at each place', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    const { signal } = new AbortController();
    await one.crossing.identifyTurn(0, signal);
    // Another place is free.
    await other.crossing.identifyTurn(1, signal);
    let isTurn = false;
    const turn = other.crossing.identifyTurn(0, signal).then(() => {
      isTurn = true;
    });
    const freeIn = async () => {
      const [row] = await test.query('SELECT free_at FROM identify_turns WHERE place = 0');
      return Number(row?.free_at) - clock.monotonic();
    };
    await expect.poll(freeIn).toBeGreaterThan(10_000);
    expect(isTurn).toBe(false);
    await clock.runUntil(() => isTurn, { withinMs: 6_000 });
    await turn;
  });

  it('know how many of them live', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    await one.leases.join();
    await expect(one.crossing.meet({})).resolves.toHaveLength(1);
    await other.leases.join();
    await expect(one.crossing.meet({})).resolves.toHaveLength(2);
    await clock.advance(LASTS_MS + 1);
    await expect(one.crossing.meet({})).resolves.toEqual([]);
  });

  it('change a message one after the other, and know what the one before has shown', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    await one.leases.join();
    await other.leases.join();
    await expect(one.cards.takeCard('1')).resolves.toEqual({ isOurs: true, shown: undefined });
    await clock.advance(5_000);
    await expect(other.cards.takeCard('1')).resolves.toEqual({ isOurs: false, againInMs: 15_000 });
    await other.cards.leaveCard('1', 'not what is there');
    await one.cards.leaveCard('1', 'in line');
    await expect(other.cards.takeCard('1')).resolves.toEqual({ isOurs: true, shown: 'in line' });

    // Longer than an edit takes; then the first one comes back.
    await clock.advance(20_000);
    await expect(one.cards.takeCard('1')).resolves.toEqual({ isOurs: true, shown: 'in line' });
    await other.cards.leaveCard('1', 'not what is there');
    await one.cards.leaveCard('1', null);
    await expect(test.query('SELECT * FROM cards')).resolves.toEqual([]);
  });

  it('wait for the message of nobody who is believed dead', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const [one, other] = [await openProcess(test, clock), await openProcess(test, clock)];
    await one.leases.join();
    await clock.advance(LASTS_MS - 5_000);
    await one.cards.takeCard('1');
    await expect(other.cards.takeCard('1')).resolves.toMatchObject({ isOurs: false });
    await clock.advance(5_001);
    await expect(other.cards.takeCard('1')).resolves.toMatchObject({ isOurs: true });
  });

  it('hear what the others say and not themselves, and look at everything where they may have missed something', async () => {
    const test = await openTest();
    const clock = createManualClock();
    const told = new Map<string, (Topic | undefined)[]>();
    const all = await Promise.all(
      [1, 2].map(async () => {
        const { database, workerId } = await openProcess(test, clock);
        const notifier = createNotifier({ listenUrl: test.url, database, workerId, clock: createClock(), log });
        onTestFinished(() => notifier.stop());
        const heard: (Topic | undefined)[] = [];
        told.set(workerId, heard);
        notifier.onTold((topic) => heard.push(topic));
        return { notifier, heard };
      }),
    );
    const [one, other] = all;
    if (!one || !other) throw new Error('there are two');
    // Whatever was said before they listened.
    await expect.poll(() => [one.heard, other.heard]).toEqual([[undefined], [undefined]]);
    one.notifier.tell('work');
    one.notifier.tell('work');
    one.notifier.tell('settings:100');
    await expect.poll(() => other.heard).toEqual([undefined, 'work', 'settings:100']);
    expect(one.heard).toEqual([undefined]);

    await test.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'coverband listens' AND datname = current_database()",
    );
    await expect.poll(() => other.heard.slice(3), { timeout: 10_000 }).toEqual([undefined]);
    one.notifier.tell('operator');
    await expect.poll(() => other.heard.at(-1)).toBe('operator');

    // The last word of one that ends.
    one.notifier.tell('work');
    await one.notifier.stop();
    await expect.poll(() => other.heard.at(-1)).toBe('work');
  });
});
