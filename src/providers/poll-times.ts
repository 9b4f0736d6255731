/** The shortest pause between two looks at a task. */
export const SHORTEST_POLL_MS = 2_000;

const LONGEST_OVERDUE_POLL_MS = 10_000;

/** However long such a task is thought to take: the thought may be wrong, and a task ends after half an hour. */
const LONGEST_POLL_MS = 120_000;

export interface PollTime {
  /** Since the task began. */
  elapsedMs: number;
  /** What such a task usually takes. */
  typicalMs: number;
  /** In [0, 1): tasks that began together do not stay together. */
  random: number;
}

/**
 * How long to wait before the next look at a task: half the distance to the time when it is expected to end, before and
 * after it. So a task is first looked at half way, ever more often towards the end, and each late look is half as late again.
 */
export function nextPollMs({ elapsedMs, typicalMs, random }: PollTime): number {
  const remainingMs = typicalMs - elapsedMs;
  const pauseMs =
    remainingMs >= 0 ? Math.min(LONGEST_POLL_MS, remainingMs / 2) : Math.min(LONGEST_OVERDUE_POLL_MS, -remainingMs / 2);
  return Math.max(SHORTEST_POLL_MS, pauseMs) * (0.9 + random / 5);
}

/** The first look; a task that was resumed late is looked at soon, whatever its age. */
export function firstPollMs(time: PollTime): number {
  const inMs = nextPollMs({ ...time, elapsedMs: 0 }) - time.elapsedMs;
  return inMs > 0 ? inMs : time.random * 1_000;
}
