import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const RESOLUTION_MS = 1;

/** The longest that the event loop stood still during some work, and the most that this thread worked between two of its turns. */
export interface Standstill {
  delayMs: number;
  /** Time of the processor: what the machine gave to others while it was busy is not in it. */
  workMs: number;
}

export async function longestStandstill(work: () => Promise<unknown>): Promise<Standstill> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let workMs = 0;
  let before = process.threadCpuUsage();
  const turns = setInterval(() => {
    const now = process.threadCpuUsage();
    workMs = Math.max(workMs, (now.user + now.system - before.user - before.system) / 1e3);
    before = now;
  }, RESOLUTION_MS);
  // A delay is the time between two ticks, so one is needed before and after.
  await delay(2 * RESOLUTION_MS);
  await work();
  await delay(2 * RESOLUTION_MS);
  clearInterval(turns);
  histogram.disable();
  return { delayMs: histogram.max / 1e6, workMs };
}

/** The longest delay during some work, in words; beside it, that of an idle time of the same length. */
export async function delayLine(during: string, work: () => Promise<unknown>): Promise<string> {
  const startedAt = performance.now();
  const working = await longestStandstill(work);
  const tookMs = performance.now() - startedAt;
  const idle = await longestStandstill(() => delay(tookMs));
  const longest = `longest delay ${working.delayMs.toFixed(1)} ms, of own work ${working.workMs.toFixed(1)} ms at most`;
  return `event loop while ${during} (${tookMs.toFixed(0)} ms): ${longest}; idle for as long ${idle.delayMs.toFixed(1)} ms`;
}
