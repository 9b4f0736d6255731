import type { Clock } from '../../src/clock.ts';
import { createWaiting } from './waiting.ts';
import type { Owner, World } from './world.ts';

export interface VirtualClockOptions {
  world: World;
  /** Whose sleeps these are. */
  owner: Owner;
  waitingNow: Set<{ forget(): void }>;
  now(): number;
  monotonic(): number;
}

/** One for all: to make one costs more than all else that a request does to the clock. */
const TIMEOUT = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

/** The bot's clock, turned by the world. */
export function createVirtualClock({ world, owner, waitingNow, now, monotonic }: VirtualClockOptions): Clock {
  return {
    now: () => Math.round(now()),
    monotonic,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const waiting = createWaiting<void>(signal, waitingNow);
      const end = world.after(ms, { owner, run: () => waiting.end({ value: undefined }) });
      waiting.onEnd(end.cancel);
      return waiting.promise;
    },
    deadline(ms, signal) {
      const late = new AbortController();
      world.after(ms, { owner, run: () => late.abort(TIMEOUT) });
      return signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    },
    yield() {
      const { promise, resolve } = Promise.withResolvers<void>();
      world.after(0, { owner, run: resolve });
      return promise;
    },
  };
}
