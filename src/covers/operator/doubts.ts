import { type Job, TELL_AT_ONCE } from '../../domain/job.ts';
import { lossMicros } from '../../domain/money/settle-takes.ts';
import { type MemberText, UserError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Allowance } from '../make/allowance.ts';
import type { Presumed } from '../make/presumed.ts';
import type { CoverRequests } from '../request/request.ts';

/** Jobs of which nobody knows what they cost: those that may have been asked for, and those whose money is presumed spent. */
export interface Doubts {
  list(): Promise<Job[]>;
  /** Undefined where nothing of it is in doubt. */
  find(id: string): Promise<Job | undefined>;
  /**
   * Settles one by what the operator has found out, where it is still at the version that they have seen; undefined elsewhere.
   */
  settle(id: string, version: number, as: 'spent' | 'free'): Promise<Job | undefined>;
  /**
   * Settles one as free, and has it made anew as a job of its own: only whoever has settled it begins another. `changed`: it was
   * not at that version any more, and nothing was done. `refused`: nothing new is begun there at present, and nothing was done.
   * `settled`: it cannot be made again, by these words.
   */
  retry(id: string, version: number): Promise<Retried>;
}

export type Retried =
  | { kind: 'begun'; job: Job }
  | { kind: 'changed' }
  | { kind: 'refused' | 'settled'; text: MemberText };

export interface DoubtsDeps {
  jobs: Pick<JobStore, 'get' | 'change' | 'unfinished'>;
  presumed: Presumed;
  requests: Pick<CoverRequests, 'newTry'>;
  allowance: Pick<Allowance, 'checkOpen'>;
  log: Logger;
}

/** Its limits are those of a member without roles: which ones its requester has by now, no interaction says. */
const BY_OPERATOR = { roleIds: [], showsPrices: false };

export function createDoubts({ jobs, presumed, requests, allowance, log }: DoubtsDeps): Doubts {
  /** The paid request may have arrived, and nothing of it has turned up so far. */
  const settleUnknown = (job: Job, as: 'spent' | 'free') => {
    const provider = job.task?.provider ?? '';
    return jobs.change(job.id, job.version, {
      to: 'failed',
      set: { failure: { key: as === 'free' ? 'operator.freed' : 'provider.presumedSpent', params: { provider } } },
      settle: as === 'free' ? { kind: 'refund' } : { kind: 'commit', count: 0, micros: lossMicros(job) },
      alarms: [TELL_AT_ONCE],
    });
  };

  const settle: Doubts['settle'] = async (id, version, as) => {
    const job = await jobs.get(id);
    if (job?.version !== version) return undefined;
    const settled = await (job.state === 'unknown' ? settleUnknown(job, as) : presumed.settle(id, as));
    if (settled) log.info({ jobId: id, as }, 'the operator has settled what a job has cost');
    return settled;
  };

  return {
    async list() {
      const unknown = (await jobs.unfinished()).filter(({ state }) => state === 'unknown');
      return [...unknown, ...(await presumed.list())];
    },
    async find(id) {
      const job = await jobs.get(id);
      return job?.state === 'unknown' || job?.settled === 'presumed' ? job : undefined;
    },
    settle,
    async retry(id, version) {
      let isFree = false;
      try {
        const job = await jobs.get(id);
        if (job) allowance.checkOpen(job);
        const free = await settle(id, version, 'free');
        if (!free) return { kind: 'changed' };
        isFree = true;
        return { kind: 'begun', job: (await requests.newTry(free, null, BY_OPERATOR)).job };
      } catch (error) {
        if (error instanceof UserError) return { kind: isFree ? 'settled' : 'refused', text: error.text };
        throw error;
      }
    },
  };
}
