import { setTimeout as delay, setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Time as the bot sees it. Whatever waits, dates or limits takes it from here, so that a test or a simulation can turn it by hand;
 * only the adapters, whose work takes as long as it takes, look at the machine's own time.
 */
export interface Clock {
  /** Names a moment: milliseconds since the Unix epoch. May go back, or far ahead, when somebody sets the machine's clock. */
  now(): number;
  /** For how long something takes: milliseconds since this process began to count. Only ever goes on, at the pace of time. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * A limit to work of others: aborts after `ms` with a `TimeoutError`, as `AbortSignal.timeout` does, or with the given signal
   * and its reason. Keeps no process alive, and nothing has to be cleared.
   */
  deadline(ms: number, signal?: AbortSignal): AbortSignal;
  /** Resolves after a turn of the event loop, so that long work leaves room for other work in between. */
  yield(): Promise<void>;
}

export interface ClockOptions {
  /** Added to the machine's time. Only the sandbox moves it. */
  offsetMs?: number;
  /** How many seconds pass in one real second. Only the sandbox changes it. */
  speed?: number;
}

/** The longest wait that a Node timer holds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The machine's clock, shifted and sped up where the sandbox asks for it. Deadlines keep to the machine's pace: networks, disks
 * and processes work no faster because days do.
 */
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
    deadline(ms, signal) {
      // Node holds a timeout signal weakly: one that nobody listens to any more goes with its timer.
      const late = AbortSignal.timeout(Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil(ms))));
      return signal ? AbortSignal.any([signal, late]) : late;
    },
    yield: () => turnOfTheLoop(),
  };
}
