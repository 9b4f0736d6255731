import type { MediaProbe } from '../../audio/port.ts';
import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import { type Again, decideAfterRefusal, failureText, isOperatorsMatter } from '../../domain/after-refusal.ts';
import { audioFor } from '../../domain/audio-settings.ts';
import { refusalCharge } from '../../domain/charges.ts';
import type { AudioSettings, Candidate, Job, ModelId, Settlement } from '../../domain/job.ts';
import type { Model } from '../../domain/models.ts';
import type { Charge } from '../../domain/quota.ts';
import { sentStyle, withoutHidden } from '../../domain/sent-words.ts';
import { settlementOfFailedTask, settlementOfLoss } from '../../domain/settle-takes.ts';
import { type MemberText, ProviderError, UserError } from '../../errors.ts';
import type { Jobs, Lease, WorkHandler } from '../../jobs/port.ts';
import type { Logger } from '../../logger.ts';
import type { Order, PreparedTask, Provider, TaskStatus } from '../../providers/port.ts';
import type { Files } from '../../store/port.ts';
import { checkAudioMayBeUsed, type SongRights } from '../assert-usable.ts';
import type { DurationStats } from '../duration-stats.ts';
import { transition } from '../transition.ts';
import { createAges } from './ages.ts';
import type { Allowance } from './allowance.ts';
import { keepTakes } from './keep-takes.ts';
import { askWhetherAccepted } from './lookup.ts';
import type { Prices } from './prices.ts';

/** A task older than this is given up: its count goes back to the member, its money is taken as spent. */
export const MAXIMUM_AGE_MS = 30 * 60_000;

/** How long the truth about a cut-off request may take to turn up. */
export const UNKNOWN_DEADLINE_MS = 15 * 60_000;

/** How often one request is sent. */
const MOST_ATTEMPTS = 2;

/** What was at a provider when the bot went away gets so long after its return, however old it is by then. */
const LAST_LOOK_MS = 5 * 60_000;

/** Waits for the end of an accepted task. Rejects only with the signal's reason. */
export type Watch = (
  ref: string,
  options: { startedAt: number; typicalMs: number; signal: AbortSignal },
) => Promise<Exclude<TaskStatus, { state: 'running' }>>;

/** A provider with what watches over it. */
export interface ProviderRuntime {
  provider: Provider;
  watch: Watch;
  breaker: { succeeded(): void; failed(error: ProviderError): void };
}

export interface MakeDeps extends SongRights {
  jobs: Jobs;
  files: Files;
  mediaProbe: MediaProbe;
  discord: Pick<Discord, 'checkTarget'>;
  providers: ReadonlyMap<string, ProviderRuntime>;
  models: readonly Model[];
  times: DurationStats;
  prices: Prices;
  allowance: Pick<Allowance, 'check'>;
  clock: Clock;
  random: () => number;
  /** Makes the id that a paid request goes under: a UUID v4. */
  newTaskId: () => string;
  /** Told when a provider accepts a request anew that was sent under the same id before: it may be paid twice. */
  onAcceptedAgain(provider: string): void;
  log: Logger;
}

/**
 * The way of a job from its turn to takes in our files. Each step first writes down what it is about to do, so that the
 * next process can go on from any of them; only `submit` costs money, and nothing repeats it unless it is proven absent.
 */
export function createMake(deps: MakeDeps): WorkHandler {
  const { jobs, discord, clock, times, log } = deps;

  const backSince = clock.now();
  const backSinceMonotonic = clock.monotonic();
  /** Of paid requests, and then of the tasks that they became. */
  const ages = createAges({ clock });
  jobs.onChange(({ id, state }) => state !== 'submitting' && state !== 'generating' && ages.forget(id));

  return async function make(job, lease) {
    if (!deps.providers.has(lease.candidate.provider)) return handleRemovedProvider(job, lease.candidate);
    if (job.state === 'queued') await submitQueued(job, lease);
    else if (job.state === 'submitting') await reconcile(job, lease);
    else if (job.state === 'generating') await awaitResult(job, lease);
  };

  /** Its provider is not set up any more: nobody can be asked about what was sent there, and nothing can be sent. */
  async function handleRemovedProvider(job: Job, candidate: Candidate): Promise<void> {
    if (job.state !== 'queued') return presumeSpent(job);
    const { provider } = candidate;
    const error = new ProviderError(`${provider} is not set up`, { provider, code: 'noAccess', accepted: 'no' });
    return refused(job, candidate, error);
  }

  async function submitQueued(job: Job, lease: Lease): Promise<void> {
    if (job.cancelRequestedAt !== null) return cancelled(job);
    if (!(await isTargetOpen(job, 'cached', lease))) return;
    const ourId = deps.newTaskId();
    const prepared = await readyToSend(job, lease.candidate, ourId, lease);
    if (!prepared) return;

    const submitting = await transition(jobs, job, {
      to: 'submitting',
      set: {
        task: { ...lease.candidate, ourId, submittedAt: ages.begin(job.id), attempts: 1, ref: null, acceptedAt: null },
      },
    });
    if (submitting) await submit(submitting, prepared, lease);
  }

  /** Undefined when the job has ended, is back in the line, or is not ours any more. */
  async function readyToSend(
    job: Job,
    candidate: Candidate,
    ourId: string,
    lease: Lease,
  ): Promise<PreparedTask | undefined> {
    const prepared = await prepare(job, candidate, ourId, lease);
    if (!prepared || !(await isTargetOpen(job, 'fresh', lease)) || !(await lease.stillOurs())) return undefined;
    return prepared;
  }

  /** False when the job has ended, because its cover could not be posted. */
  async function isTargetOpen(job: Job, freshness: 'cached' | 'fresh', lease: Lease): Promise<boolean> {
    const target = await discord.checkTarget(job, freshness, lease.signal);
    if (target.kind === 'ok') return true;
    await end(job, { failure: target.text, settle: { kind: 'refund' } });
    return false;
  }

  /** Its request was proven not to have been accepted, so there is nothing to be finished. */
  async function cancelled(job: Job): Promise<void> {
    await transition(jobs, job, {
      to: 'cancelled',
      settle: { kind: 'refund' },
      alarms: [{ kind: 'tell', at: clock.now() }],
    });
  }

  /** Everything before the paid call; undefined when the job has ended, or is back in the line, instead. */
  async function prepare(
    job: Job,
    candidate: Candidate,
    ourId: string,
    lease: Lease,
  ): Promise<PreparedTask | undefined> {
    try {
      return await preparedTask(job, candidate, ourId, lease);
    } catch (error) {
      if (error instanceof ProviderError) await refused(job, candidate, error);
      else if (error instanceof UserError) await end(job, { failure: error.text, settle: { kind: 'refund' } });
      else throw error;
      return undefined;
    }
  }

  async function preparedTask(job: Job, candidate: Candidate, ourId: string, lease: Lease): Promise<PreparedTask> {
    const { provider } = runtimeOf(candidate.provider);
    await deps.allowance.check(job);
    await checkAudioMayBeUsed(deps, job, job);
    const order = orderOf(job, candidate.model, ourId, audioOf(job, candidate), rowOf(candidate)?.style);
    return provider.prepare(order, lease.signal);
  }

  /**
   * The one paid call. It is not broken off by a shutdown: an answer on its way is worth the wait, and what came with it is
   * put away before the process ends, for it comes only once. What refuses a request whose predecessor may have arrived says nothing of that one.
   */
  async function submit(
    job: Job,
    prepared: PreparedTask,
    lease: Lease,
    before: 'nothing' | 'absent' | 'denied' = 'nothing',
  ): Promise<void> {
    const task = taskOf(job);
    const { provider, breaker } = runtimeOf(task.provider);
    const { signal } = new AbortController();
    const submission = await provider.submit(prepared, signal).catch((error: unknown) => {
      if (error instanceof ProviderError) return error;
      throw error;
    });
    if (submission instanceof ProviderError) {
      log.warn({ jobId: job.id, err: submission, accepted: submission.accepted }, 'paid request failed');
      if (submission.accepted === 'yes' || submission.costMicros) return failedAtProvider(job, submission);
      if (submission.accepted === 'no' && before !== 'denied') return refused(job, task, submission);
      breaker.failed(submission);
      return reconcile(job, lease);
    }
    breaker.succeeded();
    if (submission.kind === 'accepted') {
      if (before !== 'nothing' && !submission.isRepetition) acceptedAgain(job);
      return accepted(job, submission.ref, lease);
    }
    const takes = await keepTakes(keepingFor(lease), job, submission, audioOf(job, task).format, signal);
    await markDelivering(job, takes);
  }

  function acceptedAgain(job: Job): void {
    const { provider, ourId } = taskOf(job);
    log.warn(
      { jobId: job.id, provider, taskId: ourId },
      'repeated request accepted; should the first turn up, it is paid twice',
    );
    deps.onAcceptedAgain(provider);
  }

  /** The request may have arrived or not. Asks where the provider can be asked, else waits for the deadline. */
  async function reconcile(job: Job, lease: Lease, mayRepeat = true): Promise<void> {
    const task = taskOf(job);
    const { provider } = runtimeOf(task.provider);
    if (!provider.lookup) {
      const deadline = task.submittedAt + UNKNOWN_DEADLINE_MS;
      await transition(jobs, job, { to: 'unknown', alarms: [{ kind: 'unknownDeadline', at: deadline }] });
      return;
    }
    const ageMs = ages.of(job.id, task.submittedAt);
    const question = {
      ourId: task.ourId,
      repeatableForMs: mayRepeat && task.attempts < MOST_ATTEMPTS ? untilItMayEnd(job) : 0,
      absentWithinMs: ageMs === undefined ? -1 : UNKNOWN_DEADLINE_MS - ageMs,
      giveUpAfterMs: timeLeft(ageMs, UNKNOWN_DEADLINE_MS),
    };
    const answer = await askWhetherAccepted({ ...deps, provider }, question, lease.signal);
    if (answer === 'accepted') return accepted(job, task.ourId, lease);
    if (answer === 'undecided') return presumeSpent(job);
    if (answer === 'denied') return repeatToFindOut(job, lease);
    await submitAgain(job, lease);
  }

  /**
   * A poll looks like that of a running task, and the archive has none: neither proves anything. The same request under the same
   * id does, while no task can have ended: refused as a repetition, the first is there; accepted, it never came and now is.
   */
  async function repeatToFindOut(job: Job, lease: Lease): Promise<void> {
    const prepared = await readyToRepeat(job, lease);
    if (!prepared) return reconcile(job, lease, false);
    const again = await sentOnceMore(job);
    if (again) await submit(again, prepared, lease, 'denied');
  }

  /** Undefined when it may not be sent any more. That proves nothing of the first request, so it ends nothing. */
  async function readyToRepeat(job: Job, lease: Lease): Promise<PreparedTask | undefined> {
    const task = taskOf(job);
    try {
      if (await isCancelRequested(job)) return undefined;
      const prepared = await preparedTask(job, task, task.ourId, lease);
      const target = await discord.checkTarget(job, 'fresh', lease.signal);
      const mayBeSent = target.kind === 'ok' && (await lease.stillOurs()) && untilItMayEnd(job) > 0;
      return mayBeSent ? prepared : undefined;
    } catch (error) {
      if (!(error instanceof ProviderError || error instanceof UserError)) throw error;
      log.warn({ jobId: job.id, err: error }, 'cut-off request could not be repeated');
      return undefined;
    }
  }

  /** The intent to send the same request again, on disk. */
  function sentOnceMore(job: Job): Promise<Job | undefined> {
    const task = taskOf(job);
    return transition(jobs, job, {
      to: 'submitting',
      set: { task: { ...task, attempts: task.attempts + 1, submittedAt: ages.begin(job.id) } },
    });
  }

  /** Proven absent: the same request once more, under the same id. What did not arrive then, either, counts as refused. */
  async function submitAgain(job: Job, lease: Lease): Promise<void> {
    const task = taskOf(job);
    if (task.attempts >= MOST_ATTEMPTS || (await isCancelRequested(job))) {
      const { provider } = task;
      const error = new ProviderError('the request never arrived', { provider, code: 'unavailable', accepted: 'no' });
      return refused(job, task, error);
    }
    const prepared = await readyToSend(job, task, task.ourId, lease);
    if (!prepared) return;
    const again = await sentOnceMore(job);
    if (again) await submit(again, prepared, lease, 'absent');
  }

  async function accepted(job: Job, ref: string, lease: Lease): Promise<void> {
    const generating = await transition(jobs, job, {
      to: 'generating',
      set: { task: { ...taskOf(job), ref, acceptedAt: ages.begin(job.id) } },
    });
    if (generating) await awaitResult(generating, lease);
  }

  async function awaitResult(job: Job, lease: Lease): Promise<void> {
    const task = taskOf(job);
    const startedAt = task.acceptedAt ?? task.submittedAt;
    const age = ageLimit(timeLeft(ages.of(job.id, startedAt), MAXIMUM_AGE_MS), lease.signal);
    try {
      const { watch } = runtimeOf(task.provider);
      const signal = AbortSignal.any([lease.signal, age.signal]);
      const status = await watch(task.ref ?? task.ourId, { startedAt, typicalMs: times.usual(task).medianMs, signal });
      if (status.state === 'failed') return await failedAtProvider(job, status.error);
      // Where the bot was away for a part of it, nobody knows how long the provider took.
      const tookMs = ages.ofThisRun(job.id, startedAt);
      if (tookMs !== undefined) times.record(task, tookMs);
      age.stop();
      const takes = await keepTakes(keepingFor(lease), job, status, audioOf(job, task).format, lease.signal);
      await markDelivering(job, takes);
    } catch (error) {
      if (!age.signal.aborted) throw error;
      const minutes = Math.round(MAXIMUM_AGE_MS / 60_000);
      await end(job, {
        failure: { key: 'provider.tooSlow', params: { provider: task.provider, minutes } },
        settle: settlementOfLoss(job),
      });
    } finally {
      age.stop();
    }
  }

  /** A result that is late at its link is waited for without a turn: the provider is done with it. */
  function keepingFor(lease: Lease) {
    return { ...deps, onLate: () => lease.giveUpTurn() };
  }

  async function markDelivering(job: Job, kept: Awaited<ReturnType<typeof keepTakes>>): Promise<void> {
    if (kept.kind === 'lost') {
      const { provider } = taskOf(job);
      return end(job, { failure: { key: 'provider.resultLost', params: { provider } }, settle: kept.settle });
    }
    const delivery = { startedAt: null, messageId: null };
    const { takes, billedMicros } = kept;
    await transition(jobs, job, { to: 'delivering', set: { takes, billedMicros, delivery } });
  }

  /** It was taken, or has cost something: whatever it says, nothing is sent again. */
  async function failedAtProvider(job: Job, error: ProviderError): Promise<void> {
    const task = taskOf(job);
    const { code, costMicros } = error;
    const believed = costMicros && deps.prices.believed(task, costMicros, job.wanted.takes);
    const settle = settlementOfFailedTask(job, { code, costMicros: believed }, deps.prices.billsFailures(task));
    await end(job, { failure: failureText(error), settle, counts: countsOf(job, error, settle.kind !== 'refund') });
  }

  function countsOf(job: Job, error: ProviderError, mayBeBilled: boolean): Charge[] {
    const charge = refusalCharge(job, error, mayBeBilled, clock.now());
    return charge ? [charge] : [];
  }

  async function refused(job: Job, candidate: Candidate, error: ProviderError): Promise<void> {
    deps.providers.get(candidate.provider)?.breaker.failed(error);
    if (isOperatorsMatter(error))
      log.error({ err: error, provider: error.provider }, 'the provider needs its operator');
    const now = clock.now();
    const decision = decideAfterRefusal(job, candidate, error, now, deps.random(), backSince);
    // Who has cancelled it meanwhile is told that, and not that it failed.
    if (decision.kind === 'fail' && !(await isCancelRequested(job))) {
      return end(job, {
        failure: decision.text,
        settle: { kind: 'refund' },
        counts: countsOf(job, error, false),
      });
    }
    const { provider, model } = candidate;
    const queued = await transition(jobs, job, {
      to: 'queued',
      set: {
        task: null,
        tried: [...job.tried, { provider, model, at: now, reason: error.code }],
        ...(decision.kind === 'again' && againOf(job, decision)),
      },
    });
    if (queued && queued.cancelRequestedAt !== null) await cancelled(queued);
  }

  async function isCancelRequested({ id }: Job): Promise<boolean> {
    return ((await jobs.get(id))?.cancelRequestedAt ?? null) !== null;
  }

  async function presumeSpent(job: Job): Promise<void> {
    const { provider } = taskOf(job);
    await end(job, {
      failure: { key: 'provider.presumedSpent', params: { provider } },
      settle: settlementOfLoss(job),
    });
  }

  async function end(
    job: Job,
    { failure, settle, counts = [] }: { failure: MemberText; settle: Settlement; counts?: readonly Charge[] },
  ): Promise<void> {
    log.info({ jobId: job.id, failure: failure.key, settle }, 'cover failed');
    await transition(jobs, job, {
      to: 'failed',
      set: { failure },
      settle,
      counts,
      alarms: [{ kind: 'tell', at: clock.now() }],
    });
  }

  /** Of a limit, where there is no saying how old something is, all. What had come before this run is looked at once more. */
  function timeLeft(ageMs: number | undefined, limitMs: number): number {
    const sinceStartMs = clock.monotonic() - backSinceMonotonic;
    return Math.max(limitMs - (ageMs ?? 0), LAST_LOOK_MS - sinceStartMs);
  }

  function ageLimit(afterMs: number, stopped: AbortSignal): { signal: AbortSignal; stop(): void } {
    const tooOld = new AbortController();
    const timer = new AbortController();
    clock.sleep(afterMs, AbortSignal.any([timer.signal, stopped])).then(
      () => tooOld.abort(new Error('the task is too old')),
      () => {},
    );
    return { signal: tooOld.signal, stop: () => timer.abort() };
  }

  function rowOf({ provider, model }: ModelId): Model | undefined {
    return deps.models.find((one) => one.provider === provider && one.id === model);
  }

  /** For so many milliseconds its task cannot have ended; none where there is no saying how old it is. */
  function untilItMayEnd(job: Job): number {
    const task = taskOf(job);
    const ageMs = ages.of(job.id, task.submittedAt);
    return ageMs === undefined ? 0 : Math.max(0, (rowOf(task)?.shortestSeconds ?? 0) * 1_000 - ageMs);
  }

  /** What the job wishes, as far as the model goes along. */
  function audioOf(job: Job, model: ModelId): AudioSettings {
    const row = rowOf(model);
    return row ? audioFor(row, job.wanted.audio) : job.wanted.audio;
  }

  function runtimeOf(name: string): ProviderRuntime {
    const found = deps.providers.get(name);
    if (!found) throw new Error(`no provider ${name} is set up`);
    return found;
  }
}

function againOf({ reference }: Job, { notBefore, candidates, dropsLink }: Again): Partial<Job> {
  return { notBefore, candidates, ...(dropsLink && reference && { reference: { ...reference, link: null } }) };
}

function taskOf(job: Job): NonNullable<Job['task']> {
  if (!job.task) throw new Error(`job ${job.id} is ${job.state} without a task`);
  return job.task;
}

/** What is sent: the member's words without what they hide, and a style that says enough for the model. */
function orderOf(
  job: Job,
  model: string,
  ourId: string,
  audio: AudioSettings,
  rule: Pick<Model['style'], 'minimum'> = { minimum: 0 },
): Order {
  const { reference, voice, instrumental, isInstrumental, writesLyrics } = job;
  const style = job.style === null ? null : sentStyle(job.style, rule);
  const lyrics = job.lyrics === null ? null : withoutHidden(job.lyrics);
  const { takes, seed } = job.wanted;
  const given = { reference, voice, instrumental, isInstrumental, writesLyrics, style, lyrics };
  return { ourId, model, ...given, takes, seed, audio };
}
