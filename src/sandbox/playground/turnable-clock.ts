import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, createClock } from '../../clock.ts';

/** The machine's clock at a speed that may be changed while others wait on it. */
export interface TurnableClock extends Clock {
  /** Seconds that pass in one real second. */
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Goes ahead by so many milliseconds at once. Whoever waits for a time that is over by then is woken. */
  skip(ms: number): void;
}

/** The longest wait that a Node timer holds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Time jumps only where it is told to, also where the machine's does: a new speed goes on from where the old one had come to. */
export function createTurnableClock(speed = 1): TurnableClock {
  let pace = { realMs: performance.now(), timeMs: Date.now(), speed };
  const sleepers = new Set<() => void>();
  const { deadline, yield: yieldTurn } = createClock();
  const now = () => Math.round(pace.timeMs + (performance.now() - pace.realMs) * pace.speed);
  const go = (timeMs: number, atSpeed: number) => {
    pace = { realMs: performance.now(), timeMs, speed: atSpeed };
    for (const wake of [...sleepers]) wake();
  };

  return {
    now,
    monotonic: now,
    get speed() {
      return pace.speed;
    },
    setSpeed: (next) => go(now(), next),
    skip: (ms) => go(now() + ms, pace.speed),
    async sleep(ms, signal) {
      const endsAt = now() + ms;
      do {
        const turned = new AbortController();
        const wake = () => turned.abort();
        sleepers.add(wake);
        const realMs = Math.min(LONGEST_TIMER_MS, Math.max(0, endsAt - now()) / pace.speed);
        const either = signal ? AbortSignal.any([signal, turned.signal]) : turned.signal;
        await delay(realMs, undefined, { signal: either })
          .catch((error: unknown) => {
            if (signal?.aborted) throw signal.reason;
            if (!turned.signal.aborted) throw error;
          })
          .finally(() => sleepers.delete(wake));
      } while (now() < endsAt);
    },
    deadline,
    yield: yieldTurn,
  };
}
