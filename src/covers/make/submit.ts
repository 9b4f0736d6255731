import type { Job } from '../../domain/job.ts';
import { ProviderError } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import type { PreparedTask } from '../../providers/port.ts';
import type { AwaitResult } from './await-result.ts';
import { type MakeDeps, runtimeOf, taskOf } from './make-deps.ts';
import type { Settle } from './settle.ts';

/** What is known of the same request, where it was sent before: proven not to be there, or merely not known to the archive. */
export type SentBefore = 'nothing' | 'absent' | 'denied';

/**
 * The one paid call, for a job that says on disk that it is about to be made. It is not broken off by a shutdown: an answer on its
 * way is worth the wait, and what came with it is stored before the process ends, for it comes only once.
 */
export type Submit = (job: Job, prepared: PreparedTask, lease: Lease, before?: SentBefore) => Promise<void>;

export interface SubmitSteps {
  settle: Settle;
  awaitResult: AwaitResult;
  /** Finds out whether a request was accepted of which that is not known. */
  reconcile(job: Job, lease: Lease): Promise<void>;
}

export function createSubmit(deps: MakeDeps, { settle, awaitResult, reconcile }: SubmitSteps): Submit {
  const { log } = deps;

  const acceptedAgain = (job: Job): void => {
    const { provider, ourId } = taskOf(job);
    log.warn(
      { jobId: job.id, provider, taskId: ourId },
      'repeated request accepted; should the first turn up, it is paid twice',
    );
    deps.onAcceptedAgain(provider);
  };

  /** What refuses a request whose predecessor may have arrived says nothing of that one. */
  const failed = async (job: Job, error: ProviderError, lease: Lease, before: SentBefore): Promise<void> => {
    const task = taskOf(job);
    log.warn({ jobId: job.id, err: error, accepted: error.accepted }, 'paid request failed');
    if (error.code === 'heldBack' && before !== 'denied') return settle.putBack(job);
    if (error.accepted === 'yes' || error.costMicros) return settle.failedAtProvider(job, error);
    if (error.accepted === 'no' && before !== 'denied') return settle.refused(job, task, error);
    runtimeOf(deps, task.provider).breaker.failed(error);
    return reconcile(job, lease);
  };

  return async function submit(job, prepared, lease, before = 'nothing') {
    const { provider, breaker } = runtimeOf(deps, taskOf(job).provider);
    const { signal } = new AbortController();
    // This process may stand still until it leaves: others look for it by then, find nothing, and say so.
    const submission = await provider.submit(prepared, signal, lease.isAlive).catch((error: unknown) => {
      if (error instanceof ProviderError) return error;
      throw error;
    });
    if (submission instanceof ProviderError) return failed(job, submission, lease, before);
    breaker.succeeded();
    if (submission.kind !== 'accepted') return awaitResult.keep(job, submission, lease, signal);
    if (before !== 'nothing' && !submission.isRepetition) acceptedAgain(job);
    return awaitResult.accepted(job, submission.ref, lease);
  };
}
