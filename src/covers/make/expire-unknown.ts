import { TELL_AT_ONCE } from '../../domain/job.ts';
import { settlementOfLoss } from '../../domain/money/settle-takes.ts';
import type { JobStore } from '../../jobs/store.ts';
import { transition } from '../transition.ts';

/**
 * The deadline of a job whose paid request may or may not have arrived: its count goes back to the member, its money is
 * taken as spent, and the member may try anew.
 */
export function createExpireUnknown({
  jobs,
}: {
  jobs: Pick<JobStore, 'change' | 'get'>;
}): (id: string) => Promise<void> {
  return async function expireUnknown(id) {
    const job = await jobs.get(id);
    if (job?.state !== 'unknown') return;
    await transition(jobs, job, {
      to: 'failed',
      set: { failure: { key: 'provider.presumedSpent', params: { provider: job.task?.provider ?? '' } } },
      settle: settlementOfLoss(job),
      alarms: [TELL_AT_ONCE],
    });
  };
}
