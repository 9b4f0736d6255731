import type { Candidate, Job } from '../../domain/job.ts';
import { ProviderError, UserError } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import type { PreparedTask } from '../../providers/port.ts';
import { checkAudioMayBeUsed } from '../assert-usable.ts';
import { type MakeDeps, runtimeOf, taskOf } from './make-deps.ts';
import { orderOf } from './order.ts';
import type { Settle } from './settle.ts';

/** Everything before the paid call. It costs nothing and may be done again. */
export interface Prepare {
  /** False when the job has ended, because its cover could not be posted. */
  isTargetOpen(job: Job, freshness: 'cached' | 'fresh', lease: Lease): Promise<boolean>;
  /** Undefined when the job has ended, is back in the line, or is not ours any more. */
  readyToSend(job: Job, candidate: Candidate, ourId: string, lease: Lease): Promise<PreparedTask | undefined>;
  /** Undefined when it may not be sent once more. That proves nothing of the first request, so it ends nothing. */
  readyToRepeat(job: Job, lease: Lease, mayBeSent: () => boolean): Promise<PreparedTask | undefined>;
}

export function createPrepare(deps: MakeDeps, { refused, fail, isCancelRequested }: Settle): Prepare {
  const { discord, log } = deps;

  const preparedTask = async (job: Job, candidate: Candidate, ourId: string, lease: Lease): Promise<PreparedTask> => {
    const { provider } = runtimeOf(deps, candidate.provider);
    await deps.allowance.check(job);
    await checkAudioMayBeUsed(deps, job, job);
    return provider.prepare(orderOf(deps.models, job, candidate, ourId), lease.signal);
  };

  /** Undefined when the job has ended, or is back in the line, instead. */
  const prepare = async (
    job: Job,
    candidate: Candidate,
    ourId: string,
    lease: Lease,
  ): Promise<PreparedTask | undefined> => {
    try {
      return await preparedTask(job, candidate, ourId, lease);
    } catch (error) {
      if (error instanceof ProviderError) await refused(job, candidate, error);
      else if (error instanceof UserError) await fail(job, { failure: error.text, settle: { kind: 'refund' }, lease });
      else throw error;
      return undefined;
    }
  };

  const isTargetOpen: Prepare['isTargetOpen'] = async (job, freshness, lease) => {
    const target = await discord.checkTarget(job, freshness, lease.signal);
    if (target.kind === 'ok') return true;
    await fail(job, { failure: target.text, settle: { kind: 'refund' }, lease });
    return false;
  };

  return {
    isTargetOpen,

    async readyToSend(job, candidate, ourId, lease) {
      const prepared = await prepare(job, candidate, ourId, lease);
      if (!prepared || !(await isTargetOpen(job, 'fresh', lease)) || !(await lease.stillOurs())) return undefined;
      return prepared;
    },

    async readyToRepeat(job, lease, mayBeSent) {
      const task = taskOf(job);
      try {
        if (await isCancelRequested(job)) return undefined;
        const prepared = await preparedTask(job, task, task.ourId, lease);
        const target = await discord.checkTarget(job, 'fresh', lease.signal);
        return target.kind === 'ok' && (await lease.stillOurs()) && mayBeSent() ? prepared : undefined;
      } catch (error) {
        if (!(error instanceof ProviderError || error instanceof UserError)) throw error;
        log.warn({ jobId: job.id, err: error }, 'cut-off request could not be repeated');
        return undefined;
      }
    },
  };
}
