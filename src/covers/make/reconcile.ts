import { type Job, UNKNOWN_DEADLINE_MS } from '../../domain/job.ts';
import { findModel } from '../../domain/models.ts';
import { ProviderError } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import { transition } from '../transition.ts';
import type { Ages } from './ages.ts';
import type { AwaitResult } from './await-result.ts';
import { askWhetherAccepted } from './lookup.ts';
import { type MakeDeps, runtimeOf, taskOf } from './make-deps.ts';
import type { Prepare } from './prepare.ts';
import type { Settle } from './settle.ts';
import type { Submit } from './submit.ts';

/** How often one request is sent. */
const MOST_ATTEMPTS = 2;

/** The request may have arrived or not. Asks where the provider can be asked, else waits for the deadline. */
export type Reconcile = (job: Job, lease: Lease) => Promise<void>;

export interface ReconcileSteps {
  settle: Settle;
  prepare: Prepare;
  awaitResult: AwaitResult;
  submit: Submit;
  ages: Ages;
  /** Of a limit, what is left after an age; undefined is an age that nobody knows. */
  timeLeft(ageMs: number | undefined, limitMs: number): number;
  /** Whether the operator has stopped what would be made for a job's server, or at a provider. */
  isHeld(job: Job, provider: string): boolean;
}

export function createReconcile(deps: MakeDeps, steps: ReconcileSteps): Reconcile {
  const { jobs } = deps;
  const { settle, prepare, ages, submit, isHeld } = steps;

  /** For so many milliseconds its task cannot have ended; none where there is no saying how old it is. */
  const untilItMayEnd = (job: Job): number => {
    const task = taskOf(job);
    const ageMs = ages.of(job.id, task.submittedAt);
    return ageMs === undefined ? 0 : Math.max(0, (findModel(deps.models, task)?.shortestSeconds ?? 0) * 1_000 - ageMs);
  };

  /** The intent to send the same request again, on disk. */
  const sentOnceMore = (job: Job, lease: Lease): Promise<Job | undefined> => {
    const task = taskOf(job);
    const set = { task: { ...task, attempts: task.attempts + 1, submittedAt: ages.begin(job.id) } };
    return transition(jobs, job, { to: 'submitting', set }, lease);
  };

  /** Proven absent: the same request once more, under the same id. What did not arrive then, either, counts as refused. */
  const submitAgain = async (job: Job, lease: Lease): Promise<void> => {
    const task = taskOf(job);
    if (task.attempts >= MOST_ATTEMPTS || (await settle.isCancelRequested(job))) {
      const { provider } = task;
      const error = new ProviderError('the request never arrived', { provider, code: 'unavailable', accepted: 'no' });
      return settle.refused(job, task, error);
    }
    const prepared = await prepare.readyToSend(job, task, task.ourId, lease);
    if (!prepared) return;
    // Nothing of it is anywhere, so it waits like all that is stopped, and keeps its id: should it come after all, it is known again.
    if (isHeld(job, task.provider)) return settle.putBack(job, { attempt: job.attempt - 1 });
    const again = await sentOnceMore(job, lease);
    if (again) await submit(again, prepared, lease, 'absent');
  };

  /**
   * A poll looks like that of a running task, and the archive has none: neither proves anything. The same request under the same
   * id does, while no task can have ended: refused as a repetition, the first is there; accepted, it never came and now is.
   */
  const repeatToFindOut = async (job: Job, lease: Lease): Promise<void> => {
    const prepared = await prepare.readyToRepeat(job, lease, () => untilItMayEnd(job) > 0);
    if (!prepared) return ask(job, lease, false);
    const again = await sentOnceMore(job, lease);
    if (again) await submit(again, prepared, lease, 'denied');
  };

  const ask = async (job: Job, lease: Lease, mayRepeat: boolean): Promise<void> => {
    const task = taskOf(job);
    const { provider } = runtimeOf(deps, task.provider);
    if (!provider.lookup) {
      const deadline = task.submittedAt + UNKNOWN_DEADLINE_MS;
      const alarms = [{ kind: 'unknownDeadline', at: deadline } as const];
      await transition(jobs, job, { to: 'unknown', alarms }, lease);
      return;
    }
    const ageMs = ages.of(job.id, task.submittedAt);
    const question = {
      ourId: task.ourId,
      repeatableForMs: mayRepeat && task.attempts < MOST_ATTEMPTS ? untilItMayEnd(job) : 0,
      absentWithinMs: ageMs === undefined ? -1 : UNKNOWN_DEADLINE_MS - ageMs,
      giveUpAfterMs: steps.timeLeft(ageMs, UNKNOWN_DEADLINE_MS),
    };
    const answer = await askWhetherAccepted({ ...deps, provider }, question, lease.signal);
    if (answer === 'accepted') return steps.awaitResult.accepted(job, task.ourId, lease);
    if (answer === 'undecided') return settle.presumeSpent(job, lease);
    if (answer === 'denied') return repeatToFindOut(job, lease);
    await submitAgain(job, lease);
  };

  return (job, lease) => ask(job, lease, true);
}
