import type { Clock } from '../../clock.ts';

/** Covers take one to two minutes. */
const OVERDUE_MS = 4 * 60_000;

/** From one question about an overdue task to the next. */
const ASK_AGAIN_MS = 2 * 60_000;

/** Far more than run at once; those that nobody asks about any more are the first to go. */
const MOST_TASKS = 2_000;

/** Tasks that are said to run for longer than any should: a forgotten task may look like a running one. */
export interface OverdueTasks {
  /**
   * One more answer says that the task runs. Whether the archive is to be asked about it now. `acceptedAt` is milliseconds since
   * the epoch, where it is known.
   */
  isToBeAsked(taskUUID: string, acceptedAt: number | undefined): boolean;
  ended(taskUUID: string): void;
}

export function createOverdueTasks(clock: Clock): OverdueTasks {
  const nextQuestionAt = new Map<string, number>();

  const remember = (taskUUID: string, time: number) => {
    nextQuestionAt.delete(taskUUID);
    nextQuestionAt.set(taskUUID, time);
    const [oldest] = nextQuestionAt.keys();
    if (nextQuestionAt.size > MOST_TASKS && oldest !== undefined) nextQuestionAt.delete(oldest);
  };

  return {
    isToBeAsked(taskUUID, acceptedAt) {
      const now = clock.monotonic();
      const ageMs = acceptedAt === undefined ? 0 : Math.max(0, clock.now() - acceptedAt);
      const dueAt = nextQuestionAt.get(taskUUID) ?? now + OVERDUE_MS - ageMs;
      remember(taskUUID, dueAt <= now ? now + ASK_AGAIN_MS : dueAt);
      return dueAt <= now;
    },
    ended: (taskUUID) => void nextQuestionAt.delete(taskUUID),
  };
}
