import { hashesOf, TELL_AT_ONCE } from '../../domain/job.ts';
import { settlementOfLoss } from '../../domain/money/settle-takes.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Files } from '../../store/port.ts';
import { transition } from '../transition.ts';

/**
 * The deadline of a job whose paid request may or may not have arrived: its count goes back to the member, its money is
 * taken as spent, and the member may try anew.
 */
export function createExpireUnknown({
  jobs,
  files,
}: {
  jobs: Pick<JobStore, 'change' | 'get'>;
  files: Pick<Files, 'use'>;
}): (id: string) => Promise<void> {
  return async function expireUnknown(id) {
    const job = await jobs.get(id);
    if (job?.state !== 'unknown') return;
    // It may be tried again with its song for some days, and those may have passed while nothing ran.
    await files.use(hashesOf(job));
    await transition(jobs, job, {
      to: 'failed',
      set: { failure: { key: 'provider.presumedSpent', params: { provider: job.task?.provider ?? '' } } },
      settle: settlementOfLoss(job),
      alarms: [TELL_AT_ONCE],
    });
  };
}
