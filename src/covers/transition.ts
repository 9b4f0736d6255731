import type { Job, Move } from '../domain/job.ts';
import type { JobStore } from '../jobs/store.ts';

/**
 * Moves a job on from where it was seen. A change that left it in its place, such as a member's wish to cancel, does not stop
 * the move; undefined when the job has gone on, or its request was sent anew, by other hands.
 */
export async function transition(
  jobs: Pick<JobStore, 'change' | 'get'>,
  seen: Job,
  move: Move,
): Promise<Job | undefined> {
  let current: Job | undefined = seen;
  while (current && isAtSameStep(seen, current)) {
    const moved = await jobs.change(current.id, current.version, move);
    if (moved) return moved;
    current = await jobs.get(seen.id);
  }
  return undefined;
}

function isAtSameStep(seen: Job, current: Job): boolean {
  return (
    current.state === seen.state &&
    current.task?.ourId === seen.task?.ourId &&
    current.task?.attempts === seen.task?.attempts &&
    current.tried.length === seen.tried.length
  );
}
