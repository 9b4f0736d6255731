import type { Clock } from '../clock.ts';
import { isFinal, type Job, type Move, TELL_AT_ONCE } from '../domain/job.ts';
import { type MemberText, UserError } from '../errors.ts';
import type { JobStore } from '../jobs/store.ts';

/**
 * Takes a waiting job out of the line and gives its charges back. From the paid call on, the cover is finished and goes to its
 * requester alone. What becomes of it is shown in its private message or, where that can no longer be edited, in `answer`, the
 * message in which the wish is answered. A job that is over stays as it is. Throws `UserError` once it is being posted.
 */
export type CancelCover = (job: Job, answer: Job['progress']) => Promise<Job>;

export function createCancelCover({
  jobs,
  clock,
}: {
  jobs: Pick<JobStore, 'change' | 'get'>;
  clock: Pick<Clock, 'now'>;
}): CancelCover {
  return async function cancelCover(job, answer) {
    let seen: Job | undefined = job;
    while (seen) {
      if (isFinal(seen.state) || (seen.cancelRequestedAt !== null && seen.state !== 'queued')) return seen;
      const now = clock.now();
      const move = moveToCancel(seen, now);
      if (!move) throw new UserError({ key: 'job.tooLateToCancel', params: {} });
      // Also one that can no longer be edited says that there is somebody to be told.
      const progress = seen.progress && seen.progress.expiresAt > now ? seen.progress : (answer ?? seen.progress);
      const moved = await jobs.change(seen.id, seen.version, { ...move, set: { ...move.set, progress } });
      if (moved) return moved;
      seen = await jobs.get(job.id);
    }
    throw new UserError({ key: 'job.gone', params: {} });
  };
}

/** Takes a job out of the line for a reason that is not its requester's; one that does not wait any more stays as it is. */
export type EndWaiting = (id: string, reason: MemberText) => Promise<Job | undefined>;

export function createEndWaiting({ jobs }: { jobs: Pick<JobStore, 'change' | 'get'> }): EndWaiting {
  return async function endWaiting(id, reason) {
    for (let job = await jobs.get(id); job?.state === 'queued'; job = await jobs.get(id)) {
      const moved = await jobs.change(id, job.version, { ...OUT_OF_LINE, set: { failure: reason } });
      if (moved) return moved;
    }
    return undefined;
  };
}

const OUT_OF_LINE: Move = { to: 'cancelled', settle: { kind: 'refund' }, alarms: [TELL_AT_ONCE] };

/** Undefined where it is too late: the post is on its way. */
function moveToCancel({ state, delivery }: Job, now: number): Move | undefined {
  switch (state) {
    case 'queued':
      return OUT_OF_LINE;
    case 'submitting':
    case 'generating':
    case 'unknown':
      return { to: state, set: { cancelRequestedAt: now } };
    case 'delivering':
      return delivery?.startedAt == null ? { to: state, set: { cancelRequestedAt: now } } : undefined;
    default:
      return undefined;
  }
}
