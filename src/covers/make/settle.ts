import { type Candidate, hashesOf, type Job, type Settlement, TELL_AT_ONCE } from '../../domain/job.ts';
import { refusalCharge } from '../../domain/money/charges.ts';
import type { Charge } from '../../domain/money/quota.ts';
import { settlementOfFailedTask, settlementOfLoss } from '../../domain/money/settle-takes.ts';
import { type Again, decideAfterRefusal, failureText, isOperatorsMatter } from '../../domain/turns/after-refusal.ts';
import type { MemberText, ProviderError } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import { learn, learnItWasFree, transition } from '../transition.ts';
import { type MakeDeps, taskOf } from './make-deps.ts';

/** The ways in which a job ends without takes, or goes back into the line. Each is one write with its settlement. */
export interface Settle {
  /** Its member has taken it back, and there is nothing to be finished. */
  cancelled(job: Job): Promise<void>;
  isCancelRequested(job: Job): Promise<boolean>;
  /** Held back by us before a byte of it had left, or proven never to have arrived: into the line as it was, for nobody has refused it. */
  putBack(job: Job, changes?: Partial<Pick<Job, 'attempt'>>): Promise<void>;
  /** Surely not taken: another candidate, the same one later, or the end, as `decideAfterRefusal` says. */
  refused(job: Job, candidate: Candidate, error: ProviderError): Promise<void>;
  /** It was taken, or has cost something: whatever it says, nothing is sent again. */
  failedAtProvider(job: Job, error: ProviderError): Promise<void>;
  /** Nobody knows, and nobody will: its count goes back to the member, its money is taken as spent. */
  presumeSpent(job: Job, lease: Pick<Lease, 'epoch'>): Promise<void>;
  fail(job: Job, how: Failure): Promise<void>;
}

export interface Failure {
  failure: MemberText;
  settle: Settlement;
  counts?: readonly Charge[];
  /** Of what is given up on, and not known: done only while the job is ours. */
  lease?: Pick<Lease, 'epoch'>;
}

export type SettleDeps = Pick<MakeDeps, 'jobs' | 'files' | 'providers' | 'prices' | 'clock' | 'random' | 'log'>;

export function createSettle({ jobs, files, providers, prices, clock, random, log }: SettleDeps): Settle {
  const backSince = clock.now();

  const isCancelRequested = async ({ id }: Job): Promise<boolean> =>
    ((await jobs.get(id))?.cancelRequestedAt ?? null) !== null;

  const countsOf = (job: Job, error: ProviderError, mayBeBilled: boolean): Charge[] => {
    const charge = refusalCharge(job, error, mayBeBilled, clock.now());
    return charge ? [charge] : [];
  };

  const cancelled = async (job: Job): Promise<void> => {
    await transition(jobs, job, {
      to: 'cancelled',
      settle: { kind: 'refund' },
      alarms: [TELL_AT_ONCE],
    });
  };

  const fail = async (job: Job, { failure, settle, counts = [], lease }: Failure): Promise<void> => {
    log.info({ jobId: job.id, failure: failure.key, settle }, 'cover failed');
    // It may be tried again with its song for some days, and those may have passed while nothing ran.
    await files.use(hashesOf(job));
    const move = { to: 'failed', set: { failure }, settle, counts, alarms: [TELL_AT_ONCE] } as const;
    if (lease) await transition(jobs, job, move, lease);
    else if (!(await learn(jobs, job, move)) && settle.kind === 'refund') await learnItWasFree(jobs, job);
  };

  /** That nothing was taken holds also where others have taken the request for one that may have arrived. */
  const queueAgain = async (job: Job, changes: Partial<Job> = {}): Promise<void> => {
    const move = { to: 'queued', set: { task: null, ...changes }, disarms: ['unknownDeadline'] } as const;
    const queued = await learn(jobs, job, move);
    if (!queued) await learnItWasFree(jobs, job);
    else if (queued.cancelRequestedAt !== null) await cancelled(queued);
  };

  return {
    cancelled,
    isCancelRequested,
    fail,
    putBack: queueAgain,

    async refused(job, candidate, error) {
      providers.get(candidate.provider)?.breaker.failed(error);
      if (isOperatorsMatter(error))
        log.error({ err: error, provider: error.provider }, 'the provider needs its operator');
      const now = clock.now();
      const decision = decideAfterRefusal(job, candidate, error, now, random(), backSince);
      // Who has cancelled it meanwhile is told that, and not that it failed.
      if (decision.kind === 'fail' && !(await isCancelRequested(job))) {
        const counts = countsOf(job, error, false);
        return fail(job, { failure: decision.text, settle: { kind: 'refund' }, counts });
      }
      const { provider, model } = candidate;
      const attempt = { provider, model, at: now, reason: error.code };
      const again = decision.kind === 'again' ? againOf(job, decision) : {};
      await queueAgain(job, { tried: [...job.tried, attempt], ...again });
    },

    async failedAtProvider(job, error) {
      const task = taskOf(job);
      const { code, costMicros } = error;
      const believed = costMicros && prices.believed(task, costMicros, job.wanted.takes);
      const settle = settlementOfFailedTask(job, { code, costMicros: believed }, prices.billsFailures(task));
      await fail(job, { failure: failureText(error), settle, counts: countsOf(job, error, settle.kind !== 'refund') });
    },

    async presumeSpent(job, lease) {
      const { provider } = taskOf(job);
      await fail(job, {
        failure: { key: 'provider.presumedSpent', params: { provider } },
        settle: settlementOfLoss(job),
        lease,
      });
    },
  };
}

function againOf({ reference }: Job, { notBefore, candidates, dropsLink }: Again): Partial<Job> {
  return { notBefore, candidates, ...(dropsLink && reference && { reference: { ...reference, link: null } }) };
}
