import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** Moves time on and wakes what was due, in order. */
  advance(ms: number): Promise<void>;
  /** Sets the machine's clock ahead, or back, while no time passes. */
  step(ms: number): void;
  /**
   * Lets time run in steps, with real I/O in between, until the condition holds.
   * Fails after `withinMs` of its own time, so a test never hangs on something that does not come.
   */
  runUntil(
    condition: () => boolean | Promise<boolean>,
    options?: { withinMs?: number; stepMs?: number },
  ): Promise<void>;
}

interface Sleeper {
  wakesAt: number;
  wake(): void;
}

/**
 * A clock that stands still until a test moves it. `isBusy` says whether real work is under way; while it is, `runUntil`
 * holds time, so that a slow machine does not make waits of minutes out of milliseconds of work.
 */
export function createManualClock(startsAt = Date.UTC(2026, 10, 20, 12), isBusy = () => false): ManualClock {
  /** Of time that has passed; the machine's clock may have been set to something else. */
  let now = startsAt;
  let steppedMs = 0;
  const sleepers = new Set<Sleeper>();

  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakesAt: now + Math.max(0, ms),
        wake() {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
    });

  const advance = async (ms: number) => {
    const target = now + ms;
    for (let next = earliest(sleepers, target); next; next = earliest(sleepers, target)) {
      now = Math.max(now, next.wakesAt);
      sleepers.delete(next);
      next.wake();
      await turnOfTheLoop();
    }
    now = target;
    await turnOfTheLoop();
  };

  return {
    now: () => now + steppedMs,
    monotonic: () => now - startsAt,
    step(ms) {
      steppedMs += ms;
    },
    sleep,
    deadline(ms, signal) {
      const late = new AbortController();
      const expire = () => late.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      sleepers.add({ wakesAt: now + Math.max(0, ms), wake: expire });
      return signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    },
    yield: turnOfTheLoop,
    advance,
    async runUntil(condition, { withinMs = 3_600_000, stepMs = 250 } = {}) {
      const givesUpAt = now + withinMs;
      while (!(await condition())) {
        if (now >= givesUpAt) throw new Error(`nothing happened within ${withinMs} ms`);
        await realPause();
        if (isBusy()) continue;
        if (await condition()) return;
        await advance(stepMs);
      }
    },
  };
}

function earliest(sleepers: ReadonlySet<Sleeper>, notAfter: number): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) {
    if (sleeper.wakesAt <= notAfter && (!first || sleeper.wakesAt < first.wakesAt)) first = sleeper;
  }
  return first;
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Room for loopback I/O between two steps of the clock. */
function realPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
