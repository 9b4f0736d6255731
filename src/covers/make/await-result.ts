import type { Job } from '../../domain/job.ts';
import { settlementOfLoss } from '../../domain/money/settle-takes.ts';
import type { Lease } from '../../jobs/runner.ts';
import { learn } from '../transition.ts';
import type { Ages } from './ages.ts';
import { keepTakes } from './keep-takes.ts';
import { type MakeDeps, runtimeOf, taskOf } from './make-deps.ts';
import { audioOf } from './order.ts';
import type { Settle } from './settle.ts';

/** A task older than this is given up: its count goes back to the member, its money is taken as spent. */
export const MAXIMUM_AGE_MS = 30 * 60_000;

/** From an accepted task to takes in our files. */
export interface AwaitResult {
  /** Writes down that the provider has taken the request, and waits for its end. */
  accepted(job: Job, ref: string, lease: Lease): Promise<void>;
  /** Waits for the end of a task that is known to be accepted. */
  watch(job: Job, lease: Lease): Promise<void>;
  /** Stores what has come. */
  keep(job: Job, result: Parameters<typeof keepTakes>[2], lease: Lease, signal: AbortSignal): Promise<void>;
}

export interface AwaitResultSteps {
  settle: Settle;
  ages: Ages;
  /** Of a limit, what is left after an age; undefined is an age that nobody knows. */
  timeLeft(ageMs: number | undefined, limitMs: number): number;
}

export function createAwaitResult(deps: MakeDeps, { settle, ages, timeLeft }: AwaitResultSteps): AwaitResult {
  const { jobs, times, clock } = deps;

  const markDelivering = async (job: Job, kept: Awaited<ReturnType<typeof keepTakes>>): Promise<void> => {
    if (kept.kind === 'lost') {
      const { provider } = taskOf(job);
      return settle.fail(job, { failure: { key: 'provider.resultLost', params: { provider } }, settle: kept.settle });
    }
    const delivery = { startedAt: null, messageId: null };
    const { takes, billedMicros } = kept;
    await learn(jobs, job, { to: 'delivering', set: { takes, billedMicros, delivery } });
  };

  const keep: AwaitResult['keep'] = async (job, result, lease, signal) => {
    // A result that is late at its link is waited for without a turn: the provider is done with it.
    const keeping = { ...deps, onLate: () => lease.giveUpTurn() };
    const { format } = audioOf(deps.models, job, taskOf(job));
    await markDelivering(job, await keepTakes(keeping, job, result, format, signal));
  };

  const ageLimit = (afterMs: number, stopped: AbortSignal): { signal: AbortSignal; stop(): void } => {
    const tooOld = new AbortController();
    const timer = new AbortController();
    clock.sleep(afterMs, AbortSignal.any([timer.signal, stopped])).then(
      () => tooOld.abort(new Error('the task is too old')),
      () => {},
    );
    return { signal: tooOld.signal, stop: () => timer.abort() };
  };

  const giveUp = async (job: Job, lease: Lease): Promise<void> => {
    const { provider } = taskOf(job);
    const minutes = Math.round(MAXIMUM_AGE_MS / 60_000);
    await settle.fail(job, {
      failure: { key: 'provider.tooSlow', params: { provider, minutes } },
      settle: settlementOfLoss(job),
      lease,
    });
  };

  const watch: AwaitResult['watch'] = async (job, lease) => {
    const task = taskOf(job);
    const startedAt = task.acceptedAt ?? task.submittedAt;
    const age = ageLimit(timeLeft(ages.of(job.id, startedAt), MAXIMUM_AGE_MS), lease.signal);
    try {
      const runtime = runtimeOf(deps, task.provider);
      const signal = AbortSignal.any([lease.signal, age.signal]);
      const typicalMs = times.usual(task).medianMs;
      const status = await runtime.watch(task.ref ?? task.ourId, { startedAt, typicalMs, signal });
      if (status.state === 'failed') return await settle.failedAtProvider(job, status.error);
      // Where the bot was away for a part of it, nobody knows how long the provider took.
      const tookMs = ages.ofThisRun(job.id, startedAt);
      if (tookMs !== undefined) times.record(task, tookMs);
      age.stop();
      await keep(job, status, lease, lease.signal);
    } catch (error) {
      if (!age.signal.aborted) throw error;
      await giveUp(job, lease);
    } finally {
      age.stop();
    }
  };

  return {
    watch,
    keep,
    async accepted(job, ref, lease) {
      const generating = await learn(jobs, job, {
        to: 'generating',
        set: { task: { ...taskOf(job), ref, acceptedAt: ages.begin(job.id) } },
      });
      if (generating) await watch(generating, lease);
    },
  };
}
