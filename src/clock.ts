import { setTimeout as delay } from 'node:timers/promises';

/**
 * Time as the bot sees it. Every wait and every date of the domain goes through it, so that a test can turn it by hand.
 * Limits on a single network request stay on real time: a request takes as long as it takes.
 */
export interface Clock {
  /** Names a moment: milliseconds since the Unix epoch. May go back, or far ahead, when somebody sets the machine's clock. */
  now(): number;
  /** For how long something takes: milliseconds since this process began to count. Only ever goes on, at the pace of time. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ClockOptions {
  /** Added to the machine's time. Only the sandbox moves it. */
  offsetMs?: number;
  /** How many seconds pass in one real second. Only the sandbox changes it. */
  speed?: number;
}

/** The longest wait that a Node timer holds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock, shifted and sped up where the sandbox asks for it. */
export function createClock({ offsetMs = 0, speed = 1 }: ClockOptions = {}): Clock {
  const startedAt = Date.now();
  const now = () => Math.round(startedAt + offsetMs + (Date.now() - startedAt) * speed);
  const monotonic = () => performance.now() * speed;

  return {
    now,
    monotonic,
    async sleep(ms, signal) {
      const endsAt = monotonic() + ms;
      do {
        const realMs = Math.min(LONGEST_TIMER_MS, Math.max(0, endsAt - monotonic()) / speed);
        await delay(realMs, undefined, signal && { signal }).catch((error: unknown) => {
          throw signal?.aborted ? signal.reason : error;
        });
      } while (monotonic() < endsAt);
    },
  };
}
