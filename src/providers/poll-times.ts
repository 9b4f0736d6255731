/** While one task is watched, and while one request is about so many that a look costs next to nothing. */
const PAUSE_MS = { alone: 2_000, inCrowd: 1_200 } as const;

/** From this share of its usual time on, a task is looked at closely: early looks are cheap in a crowd. */
const CLOSE_SHARE = { alone: 0.65, inCrowd: 0.5 } as const;

/** So many that share a request make a crowd. */
const CROWD = 10;

/** From this share of its usual time on a task may be done soon, and goes along where a request has room. */
export const SOON_SHARE = 0.4;

/** Beyond this share of its usual time, a task may take long. */
const LATE_SHARE = 1.5;
const LONGEST_LATE_MS = 10_000;

/** However long such a task is thought to take: the thought may be wrong, and a task ends after half an hour. */
const LONGEST_MS = 120_000;

export interface PollTime {
  /** Since the task began. */
  elapsedMs: number;
  /** What such a task usually takes. */
  typicalMs: number;
  /** How many tasks that may be done soon share one request; at least 1. */
  together: number;
}

/**
 * How long to wait before the next look at a task. A young one is looked at two thirds of the way to the time from which it may be
 * done, and again so; then every two seconds, or more often in a crowd; what is late is looked at less and less often.
 */
export function nextPollMs({ elapsedMs, typicalMs, together }: PollTime): number {
  const crowd = Math.min(1, (Math.max(1, together) - 1) / (CROWD - 1));
  const between = ({ alone, inCrowd }: { alone: number; inCrowd: number }) => alone + (inCrowd - alone) * crowd;
  const closeMs = between(PAUSE_MS);
  const leftMs = between(CLOSE_SHARE) * typicalMs - elapsedMs;
  if (leftMs > 0) return Math.max(closeMs, Math.min(LONGEST_MS, (leftMs * 2) / 3));
  const lateness = Math.max(1, elapsedMs / Math.max(1, LATE_SHARE * typicalMs));
  return Math.min(LONGEST_LATE_MS, closeMs * lateness ** 2);
}
