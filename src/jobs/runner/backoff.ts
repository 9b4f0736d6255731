import type { Clock } from '../../clock.ts';
import { earliest } from '../../lib/earliest.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';

/** What failed and has to wait before it is tried again, by the monotonic clock. Forgotten with the process: a restart is a fresh try. */
export interface Backoff<Key> {
  /** Notes one more failure in a row. */
  extend(key: Key): void;
  /** Ends the row of failures. */
  clear(key: Key): void;
  /** Until when to wait; 0 when there is nothing to wait for. */
  until(key: Key): number;
  /** How many keys have failed at their last try. */
  readonly size: number;
  /** The earliest end of a pause after `now`. */
  nextEnd(now: number): number | undefined;
}

export function createBackoff<Key>(clock: Clock): Backoff<Key> {
  const backoff = new Map<Key, { failures: number; until: number }>();

  return {
    extend(key) {
      const failures = (backoff.get(key)?.failures ?? 0) + 1;
      backoff.set(key, { failures, until: clock.monotonic() + retryPauseMs(failures) });
    },
    clear(key) {
      backoff.delete(key);
    },
    until: (key) => backoff.get(key)?.until ?? 0,
    get size() {
      return backoff.size;
    },
    nextEnd(now) {
      return earliest([...backoff.values()].map(({ until }) => until).filter((until) => until > now));
    },
  };
}
