import { type Clock, createClock } from '../../src/clock.ts';

/** Seconds of the sandbox's time in one real second. */
export const SPEED = 20;

export interface ChaosClock extends Clock {
  readonly speed: number;
  /** Lets this much time pass at once, for all but a running bot. What waits is not woken by it. */
  skip(ms: number): void;
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
    skip(ms) {
      skippedMs += ms;
    },
    offsetSeconds: () => Math.round((now() - Date.now()) / 1_000),
  };
}
