import type { Job } from '../../domain/job.ts';
import type { JobStore } from '../../jobs/store.ts';
import { transition } from '../transition.ts';

/** Failed jobs whose money is presumed spent, because their provider does not say what it billed. */
export interface Presumed {
  list(): Promise<Job[]>;
  /** Settles one by what the operator has found out. Undefined where there is no such job, or it is settled already. */
  settle(id: string, as: 'spent' | 'free'): Promise<Job | undefined>;
}

export function createPresumed({ jobs }: { jobs: Pick<JobStore, 'get' | 'change' | 'presumed'> }): Presumed {
  return {
    list: jobs.presumed,
    async settle(id, as) {
      const job = await jobs.get(id);
      if (job?.settled !== 'presumed') return undefined;
      const { state: to, spentMicros: micros } = job;
      return transition(jobs, job, {
        to,
        settle: as === 'free' ? { kind: 'refund' } : { kind: 'commit', count: 0, micros },
      });
    },
  };
}
