import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const RESOLUTION_MS = 1;

/** The longest that the event loop stood still during some work. */
export async function longestDelayMs(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // A delay is the time between two ticks, so one is needed before and after.
  await delay(2 * RESOLUTION_MS);
  await work();
  await delay(2 * RESOLUTION_MS);
  histogram.disable();
  return histogram.max / 1e6;
}

/** The longest delay during some work, in words; beside it, that of an idle time of the same length. */
export async function delayLine(during: string, work: () => Promise<unknown>): Promise<string> {
  const startedAt = performance.now();
  const working = await longestDelayMs(work);
  const tookMs = performance.now() - startedAt;
  const idle = await longestDelayMs(() => delay(tookMs));
  const took = `${tookMs.toFixed(0)} ms`;
  return `event loop while ${during} (${took}): longest delay ${working.toFixed(1)} ms; idle for as long ${idle.toFixed(1)} ms`;
}
