import type { Clock } from '../clock.ts';
import type { Job } from '../domain/job.ts';
import { UserError } from '../errors.ts';
import type { Jobs } from '../jobs/port.ts';

export type CancelCover = (job: Job) => Promise<Job>;

/** Takes a waiting job out of the line and gives its charges back. Throws `UserError` once the paid call has begun. */
export function createCancelCover({ jobs, clock }: { jobs: Jobs; clock: Clock }): CancelCover {
  return async function cancelCover(job) {
    let seen: Job | undefined = job;
    while (seen?.state === 'queued') {
      const cancelled = await jobs.change(seen.id, seen.version, {
        to: 'cancelled',
        settle: { kind: 'refund' },
        alarms: [{ kind: 'tell', at: clock.now() }],
      });
      if (cancelled) return cancelled;
      seen = await jobs.get(job.id);
    }
    if (seen?.state === 'cancelled') return seen;
    throw new UserError({ key: seen ? 'job.tooLateToCancel' : 'job.gone', params: {} });
  };
}
