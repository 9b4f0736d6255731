import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, createClock } from '../../src/clock.ts';

/** Seconds of the sandbox's time in one real second. */
export const SPEED = 20;

/** Time up to this is waited for; the rest is skipped. Longer than any request is on its way that nobody waits for any more. */
export const WAITED_MS = 60_000;

export interface ChaosClock extends Clock {
  readonly speed: number;
  /** Lets this much time pass while no bot runs, most of it at once. What waits is not woken by what is skipped. */
  pass(ms: number): Promise<void>;
  /** What a bot that is started now needs to have the same time, in whole seconds. */
  offsetSeconds(): number;
}

export function createChaosClock(startsAt: number): ChaosClock {
  const running = createClock({ offsetMs: startsAt - Date.now(), speed: SPEED });
  let skippedMs = 0;
  const now = () => running.now() + skippedMs;
  return {
    speed: SPEED,
    now,
    monotonic: now,
    sleep: running.sleep,
    deadline: running.deadline,
    yield: running.yield,
    async pass(ms) {
      await delay(Math.min(ms, WAITED_MS) / SPEED);
      skippedMs += Math.max(0, ms - WAITED_MS);
    },
    offsetSeconds: () => Math.round((now() - Date.now()) / 1_000),
  };
}
