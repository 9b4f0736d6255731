import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { TaskStatus } from '../../src/providers/port.ts';
import { createWatcher, type Watcher, type WatcherOptions } from '../../src/providers/watcher.ts';
import { simulate } from '../bench/polling.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const typicalMs = 75_000;
const signal = new AbortController().signal;
const finished: TaskStatus = { state: 'finished', takes: [] };
const failed: TaskStatus = {
  state: 'failed',
  error: new ProviderError('no', { provider: 'test', code: 'failed', accepted: 'yes' }),
};

let clock: ManualClock;
/** When each task ends, and as what. A ref that is not in here is running. */
let ends: Map<string, { at: number; status: TaskStatus }>;
let checks: { at: number; refs: readonly string[] }[];
/** Thrown by the next checks. */
let troubles: Error[];
const watchers: Watcher[] = [];

beforeEach(() => {
  clock = createManualClock();
  ends = new Map();
  checks = [];
  troubles = [];
});

afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.close();
});

function createTestWatcher({
  tasksPerRequest = 50,
  ...changes
}: Partial<WatcherOptions> & { tasksPerRequest?: number } = {}): Watcher {
  const watcher = createWatcher({
    provider: {
      name: 'test',
      tasksPerRequest,
      async check(refs) {
        checks.push({ at: clock.now(), refs });
        const trouble = troubles.shift();
        if (trouble) throw trouble;
        return new Map(refs.map((ref) => [ref, statusOf(ref)]));
      },
    },
    clock,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
    ...changes,
  });
  watchers.push(watcher);
  return watcher;
}

function statusOf(ref: string): TaskStatus {
  const end = ends.get(ref);
  return end && clock.now() >= end.at ? end.status : { state: 'running', progress: 40 };
}

function trouble(retryAfterMs?: number): ProviderError {
  const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ProviderError('away', { provider: 'test', code: 'unavailable', accepted: 'yes', ...wish });
}

/** Seconds since the beginning of each check. */
function checkedAt(startedAt: number): number[] {
  return checks.map(({ at }) => (at - startedAt) / 1_000);
}

describe('createWatcher', () => {
  it('looks a few times at a young task, then every two seconds from the time on at which it may be done', async () => {
    const startedAt = clock.now();
    ends.set('a', { at: startedAt + 75_000, status: finished });
    const watching = createTestWatcher().watch('a', { startedAt, typicalMs, signal });

    await clock.advance(80_000);

    expect(await watching).toBe(finished);
    const seconds = checkedAt(startedAt);
    expect(seconds.slice(0, 3)).toEqual([32.5, expect.closeTo(43.3, 1), expect.closeTo(46.9, 1)]);
    expect(seconds.length).toBeLessThanOrEqual(20);
    expect(seconds.at(-1)).toBeLessThan(77);
  });

  it('looks as often where somebody sets the clock meanwhile', async () => {
    const startedAt = clock.now();
    void createTestWatcher()
      .watch('a', { startedAt, typicalMs, signal })
      .catch(() => undefined);
    await clock.advance(40_000);
    const before = checks.length;
    clock.step(-3_600_000);

    await clock.advance(40_000);

    expect(checks.length).toBeGreaterThan(before + 5);
  });

  it('looks ever less often at a task that is late, but every ten seconds at the least', async () => {
    const startedAt = clock.now();
    void createTestWatcher()
      .watch('a', { startedAt, typicalMs, signal })
      .catch(() => undefined);

    await clock.advance(400_000);

    const late = checkedAt(startedAt).filter((second) => second > 112);
    const pauses = late.slice(1).map((second, index) => Math.round((second - (late[index] ?? 0)) * 100) / 100);
    expect(pauses[0]).toBeLessThan(2.2);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses.at(-1)).toBe(10);
  });

  it('looks every two minutes at the least, however long such tasks are thought to take', async () => {
    const startedAt = clock.now();
    ends.set('a', { at: startedAt + 75_000, status: finished });
    const watching = createTestWatcher().watch('a', { startedAt, typicalMs: 3_600_000, signal });

    await clock.advance(121_000);

    expect(await watching).toBe(finished);
  });

  it('looks soon at a task that was resumed late', async () => {
    const startedAt = clock.now();
    ends.set('a', { at: startedAt, status: finished });
    const watching = createTestWatcher().watch('a', { startedAt: startedAt - 600_000, typicalMs, signal });

    await clock.advance(1_000);

    expect(await watching).toBe(finished);
  });

  it('brings a failure as a status', async () => {
    ends.set('a', { at: 0, status: failed });
    const watching = createTestWatcher().watch('a', { startedAt: 0, typicalMs, signal });

    await clock.advance(1_000);

    expect(await watching).toBe(failed);
  });

  it('tells of progress, and lets no listener disturb the others', async () => {
    const watcher = createTestWatcher();
    const told: number[] = [];
    const startedAt = clock.now() - 60_000;
    ends.set('b', { at: clock.now() + 60_000, status: finished });
    const angry = () => {
      throw new Error('a bug in a listener');
    };
    void watcher.watch('a', { startedAt, typicalMs, signal, onProgress: angry }).catch(() => undefined);
    const other = watcher.watch('b', {
      startedAt,
      typicalMs,
      signal,
      onProgress: (progress) => {
        told.push(progress);
      },
    });

    await clock.advance(80_000);

    expect(await other).toBe(finished);
    expect(new Set(told)).toEqual(new Set([40]));
  });

  it('needs few requests for each of many covers', async () => {
    const watcher = createTestWatcher();
    const startedAt = clock.now();
    const covers = Array.from({ length: 1_000 }, (_, index) => {
      const ref = `task-${index}`;
      // Spread over a minute, as they would begin, and some slower than others.
      const began = startedAt - (index % 60) * 1_000;
      ends.set(ref, { at: began + 60_000 + ((index * 37) % 60) * 1_000, status: finished });
      return watcher.watch(ref, { startedAt: began, typicalMs, signal });
    });

    await clock.advance(150_000);

    await Promise.all(covers);
    expect(checks.length / 1_000).toBeLessThan(1);
    expect(Math.max(...checks.map(({ refs }) => refs.length))).toBe(50);
  });

  it('needs little more for fifty covers in the same requests than for one', async () => {
    const run = async (count: number) => {
      checks = [];
      const watcher = createTestWatcher();
      const startedAt = clock.now();
      const covers = Array.from({ length: count }, (_, index) => {
        ends.set(`task-${index}`, { at: startedAt + 75_000, status: finished });
        return watcher.watch(`task-${index}`, { startedAt, typicalMs, signal });
      });
      await clock.advance(90_000);
      await Promise.all(covers);
      return checks.length;
    };

    expect(await run(1)).toBeLessThanOrEqual(20);
    expect(await run(50)).toBeLessThanOrEqual(50);
  });

  it('takes along whatever may be done soon where a request has room, and nothing where it is about one task', async () => {
    const run = async (tasksPerRequest: number) => {
      checks = [];
      const watcher = createTestWatcher({ tasksPerRequest });
      const startedAt = clock.now();
      const watching = Array.from({ length: 30 }, (_, index) =>
        watcher.watch(`task-${index}`, { startedAt: startedAt - index * 1_000, typicalMs: 50_000, signal }),
      );
      for (const watched of watching) watched.catch(() => undefined);
      await clock.advance(15_000);
      watcher.close();
      return checks.slice(-5).map(({ refs }) => refs.length);
    };

    expect(Math.min(...(await run(50)))).toBe(25);
    expect(Math.min(...(await run(1)))).toBeLessThan(25);
  });

  it('asks on while an answer is slow, about other tasks', async () => {
    const slow = Promise.withResolvers<ReadonlyMap<string, TaskStatus>>();
    const asked: string[][] = [];
    const watcher = createTestWatcher({
      provider: {
        name: 'test',
        check(refs) {
          asked.push([...refs]);
          return asked.length === 1 ? slow.promise : Promise.resolve(new Map(refs.map((ref) => [ref, finished])));
        },
      },
    });
    const first = watcher.watch('a', { startedAt: 0, typicalMs, signal });
    await clock.advance(1_000);
    expect(await Promise.race([watcher.watch('b', { startedAt: 0, typicalMs, signal }), clock.advance(1_000)])).toBe(
      finished,
    );
    slow.resolve(new Map([['a', finished]]));
    expect(await first).toBe(finished);
    expect(asked).toEqual([['a'], ['b']]);
  });

  it('looks at what is due, not at everything', async () => {
    const watcher = createTestWatcher();
    const startedAt = clock.now();
    for (let index = 0; index < 1_000; index += 1) {
      void watcher.watch(`young-${index}`, { startedAt, typicalMs, signal }).catch(() => undefined);
    }
    ends.set('old', { at: startedAt + 20_000, status: finished });
    const old = watcher.watch('old', { startedAt: startedAt - 70_000, typicalMs, signal });
    await clock.advance(0);

    await clock.advance(30_000);

    expect(await old).toBe(finished);
    expect(checks.length).toBeGreaterThan(3);
    expect(checks.every(({ refs }) => refs.length === 1)).toBe(true);
  });

  it.each([
    { running: 1, medianMs: 2_000, ninetiethMs: 2_500, requestsPerCover: 20 },
    { running: 20, medianMs: 1_000, ninetiethMs: 2_500, requestsPerCover: 20 },
    { running: 1_000, medianMs: 1_000, ninetiethMs: 2_500, requestsPerCover: 1 },
  ])('notices soon that a cover is done, with few requests, while $running run', async ({ running, ...most }) => {
    const figures = await simulate(running);
    expect(figures.medianMs).toBeLessThanOrEqual(most.medianMs);
    expect(figures.ninetiethMs).toBeLessThanOrEqual(most.ninetiethMs);
    expect(figures.requestsPerCover).toBeLessThanOrEqual(most.requestsPerCover);
  });

  it('never fails a task because checks fail, and pauses ever longer up to 30 s', async () => {
    const startedAt = clock.now();
    troubles = Array.from({ length: 7 }, () => trouble());
    ends.set('a', { at: startedAt, status: finished });
    const watching = createTestWatcher({ random: () => 1 - Number.EPSILON }).watch('a', {
      startedAt: startedAt - typicalMs,
      typicalMs,
      signal,
    });

    await clock.advance(200_000);

    expect(await watching).toBe(finished);
    const times = checkedAt(startedAt);
    const pauses = times.slice(1).map((second, index) => second - (times[index] ?? 0));
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30, 30]);
  });

  it('lets all tasks wait while the provider cannot be reached', async () => {
    const watcher = createTestWatcher();
    troubles = [trouble(20_000)];
    const startedAt = clock.now() - typicalMs;
    ends.set('a', { at: 0, status: finished });
    ends.set('b', { at: 0, status: finished });
    const first = watcher.watch('a', { startedAt, typicalMs, signal });
    await clock.advance(1_000);
    const second = watcher.watch('b', { startedAt, typicalMs, signal });

    await clock.advance(18_000);
    expect(checks).toHaveLength(1);
    await clock.advance(5_000);

    expect(await Promise.all([first, second])).toEqual([finished, finished]);
    expect(checks.map(({ refs }) => refs)).toEqual([['a'], expect.arrayContaining(['a', 'b'])]);
  });

  it('starts anew with short pauses after a check that went well', async () => {
    const startedAt = clock.now();
    troubles = [trouble(), trouble(), trouble()];
    const watcher = createTestWatcher();
    void watcher.watch('a', { startedAt: startedAt - typicalMs, typicalMs, signal }).catch(() => undefined);
    await clock.advance(20_000);
    troubles = [trouble()];
    checks = [];

    await clock.advance(25_000);

    const [failedAt = 0, nextAt = 0] = checkedAt(startedAt);
    expect(nextAt - failedAt).toBeLessThanOrEqual(3);
  });

  it('takes a task that a check does not mention for running', async () => {
    let rounds = 0;
    const watching = createTestWatcher({
      provider: {
        name: 'test',
        async check(refs) {
          rounds += 1;
          return new Map(rounds > 2 ? refs.map((ref) => [ref, finished]) : []);
        },
      },
    }).watch('a', { startedAt: 0, typicalMs, signal });

    await clock.advance(60_000);

    expect(await watching).toBe(finished);
    expect(rounds).toBe(3);
  });

  it('forgets a task whose caller aborts, and stops when none is left', async () => {
    const watcher = createTestWatcher();
    const controller = new AbortController();
    const watching = watcher.watch('a', { startedAt: clock.now(), typicalMs, signal: controller.signal });
    expect(watcher.watching()).toBe(1);

    controller.abort(new Error('shutting down'));

    await expect(watching).rejects.toThrow('shutting down');
    expect(watcher.watching()).toBe(0);
    await clock.advance(200_000);
    expect(checks).toEqual([]);
    await expect(watcher.watch('b', { startedAt: 0, typicalMs, signal: controller.signal })).rejects.toThrow(
      'shutting down',
    );
  });

  it('forgets a task that was given up in the middle of a check', async () => {
    const answer = Promise.withResolvers<void>();
    const asked: string[][] = [];
    const watcher = createTestWatcher({
      provider: {
        name: 'test',
        async check(refs) {
          asked.push([...refs]);
          await answer.promise;
          return new Map();
        },
      },
    });
    const controller = new AbortController();
    const watching = watcher.watch('a', { startedAt: 0, typicalMs, signal: controller.signal });
    await clock.advance(1_000);
    controller.abort(new Error('given up'));
    await expect(watching).rejects.toThrow('given up');
    void watcher.watch('b', { startedAt: 0, typicalMs, signal }).catch(() => undefined);

    answer.resolve();
    await clock.advance(0);
    await clock.advance(60_000);

    expect(asked[0]).toEqual(['a']);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.slice(1).flat()).not.toContain('a');
  });

  it('watches again after it had nothing to watch', async () => {
    const watcher = createTestWatcher();
    ends.set('a', { at: 0, status: finished });
    const first = watcher.watch('a', { startedAt: 0, typicalMs, signal });
    await clock.advance(1_000);
    await first;
    await clock.advance(60_000);

    const second = watcher.watch('a', { startedAt: 0, typicalMs, signal });
    await clock.advance(1_000);

    expect(await second).toBe(finished);
    expect(checks).toHaveLength(2);
  });

  it('ends every watch when it is closed', async () => {
    const watcher = createTestWatcher();
    const watching = watcher.watch('a', { startedAt: clock.now(), typicalMs, signal });

    watcher.close();

    await expect(watching).rejects.toThrow('the watcher is closed');
    await expect(watcher.watch('b', { startedAt: 0, typicalMs, signal })).rejects.toThrow('the watcher is closed');
    await clock.advance(200_000);
    expect(checks).toEqual([]);
  });
});
