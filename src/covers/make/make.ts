import type { Job } from '../../domain/job.ts';
import { holdOf } from '../../domain/policy/operator-choices.ts';
import { nextAttempt, taskIdOf } from '../../domain/task-id.ts';
import { ProviderError } from '../../errors.ts';
import type { Lease, WorkHandler } from '../../jobs/runner.ts';
import { transition } from '../transition.ts';
import { createAges } from './ages.ts';
import { createAwaitResult } from './await-result.ts';
import type { MakeDeps } from './make-deps.ts';
import { createPrepare } from './prepare.ts';
import { createReconcile, type Reconcile } from './reconcile.ts';
import { createSettle } from './settle.ts';
import { createSubmit } from './submit.ts';

/** What was at a provider when the bot went away gets so long after its return, however old it is by then. */
const LAST_LOOK_MS = 5 * 60_000;

/**
 * The way of a job from its turn to takes in our files. Each step first writes down what it is about to do, so that the
 * next process can go on from any of them; only `submit` costs money, and nothing repeats it unless it is proven absent.
 */
export function createMake(deps: MakeDeps): WorkHandler {
  const { jobs, clock } = deps;
  const backSinceMonotonic = clock.monotonic();
  /** Of paid requests, and then of the tasks that they became. */
  const ages = createAges({ clock });
  jobs.onChange(({ id, state }) => state !== 'submitting' && state !== 'generating' && ages.forget(id));

  /** Of a limit, where there is no saying how old something is, all. What had come before this run is looked at once more. */
  const timeLeft = (ageMs: number | undefined, limitMs: number): number => {
    const sinceStartMs = clock.monotonic() - backSinceMonotonic;
    return Math.max(limitMs - (ageMs ?? 0), LAST_LOOK_MS - sinceStartMs);
  };

  /** The operator may have stopped it since its turn was given. */
  const isHeld = ({ guildId }: Pick<Job, 'guildId'>, provider: string) =>
    holdOf(deps.operatorChoices.now(), guildId, provider) !== undefined;

  const settle = createSettle(deps);
  const prepare = createPrepare(deps, settle);
  const awaitResult = createAwaitResult(deps, { settle, ages, timeLeft });
  // Each may lead to the other: a request that was cut off is asked about, and one that never came is sent once more.
  const submit = createSubmit(deps, { settle, awaitResult, reconcile: (job, lease) => reconcile(job, lease) });
  const reconcile: Reconcile = createReconcile(deps, { settle, prepare, awaitResult, submit, ages, timeLeft, isHeld });

  /** Its provider is not set up any more: nobody can be asked about what was sent there, and nothing can be sent. */
  const handleRemovedProvider = async (job: Job, lease: Lease): Promise<void> => {
    if (job.state !== 'queued') return settle.presumeSpent(job, lease);
    const { provider } = lease.candidate;
    const error = new ProviderError(`${provider} is not set up`, { provider, code: 'noAccess', accepted: 'no' });
    return settle.refused(job, lease.candidate, error);
  };

  const submitQueued = async (job: Job, lease: Lease): Promise<void> => {
    if (job.cancelRequestedAt !== null) return settle.cancelled(job);
    const { provider } = lease.candidate;
    // It goes back into the line as it is.
    if (isHeld(job, provider) || !(await prepare.isTargetOpen(job, 'cached', lease))) return;
    const attempt = nextAttempt(job);
    const ourId = taskIdOf(job.id, attempt);
    const prepared = await prepare.readyToSend(job, lease.candidate, ourId, lease);
    if (!prepared || isHeld(job, provider)) return;
    const sending = { ourId, submittedAt: ages.begin(job.id), attempts: 1, ref: null, acceptedAt: null };
    const set = { attempt, task: { ...lease.candidate, ...sending } };
    const submitting = await transition(jobs, job, { to: 'submitting', set }, lease);
    if (submitting) await submit(submitting, prepared, lease);
  };

  return async function make(job, lease) {
    if (!deps.providers.has(lease.candidate.provider)) return handleRemovedProvider(job, lease);
    if (job.state === 'queued') await submitQueued(job, lease);
    else if (job.state === 'submitting') await reconcile(job, lease);
    else if (job.state === 'generating') await awaitResult.watch(job, lease);
  };
}
