import type { Clock } from '../../../clock.ts';

/** A wait that is none at all for 0 ms: a clock that stands still would not come back from it. */
export async function hold(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await clock.sleep(ms, signal);
}
