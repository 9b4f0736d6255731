import type { Clock } from '../../clock.ts';
import type { Posted } from '../../discord/port.ts';
import { hashesOf, type Job, type Move, TELL_AT_ONCE } from '../../domain/job.ts';
import { APPROVAL_MS } from '../../domain/moderation/approval.ts';
import { settlementOfTakes } from '../../domain/money/settle-takes.ts';
import type { MemberText } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { transition } from '../transition.ts';

/** The ends that a delivery comes to, each told to the requester. */
export interface EndDelivery {
  posted(job: Job, where: Posted): Promise<void>;
  /** Finished, and shown to its requester alone: it was cancelled after it was paid for, or is for them to hear first. */
  giveToRequester(job: Job, lease: Pick<Lease, 'epoch'>): Promise<void>;
  /** Paid and undeliverable: the takes stay in our files, the requester is told where they are. */
  keepForRequester(id: string, kept: Kept): Promise<void>;
  /** Moderators are to look at it first: until then it is its requester's alone. Nothing else waits for it. */
  awaitApproval(job: Job, lease: Pick<Lease, 'epoch'>): Promise<void>;
  /** It may have been posted, and nobody can look. */
  keepUnsure(job: Pick<Job, 'id' | 'channelId'>, lease: Pick<Lease, 'epoch'>): Promise<void>;
}

interface Kept {
  failure: MemberText;
  delivery?: Job['delivery'];
  lease: Pick<Lease, 'epoch'>;
}

export interface EndDeliveryDeps {
  jobs: Pick<JobStore, 'get' | 'change'>;
  files: Pick<Files, 'use'>;
  clock: Pick<Clock, 'now'>;
  log: Logger;
}

export function createEndDelivery({ jobs, files, clock, log }: EndDeliveryDeps): EndDelivery {
  const end = async (
    job: Job,
    { alarms = [], ...move }: Pick<Move, 'to' | 'set' | 'alarms'>,
    lease?: Pick<Lease, 'epoch'>,
  ): Promise<void> => {
    // From its end on the job holds its files for some days only, and those may have passed while nothing ran.
    await files.use(hashesOf(job));
    await transition(jobs, job, { ...move, ...settled(job), alarms: [...alarms, TELL_AT_ONCE] }, lease);
  };

  const keepForRequester: EndDelivery['keepForRequester'] = async (id, { failure, delivery, lease }) => {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering') return;
    await end(job, { to: 'failed', set: { failure, ...(delivery && { delivery }) } }, lease);
  };

  return {
    async posted(job, { channelId, messageId }) {
      const delivery = { startedAt: job.delivery?.startedAt ?? null, messageId };
      const forumId = job.delivery?.isForumPost ? job.channelId : null;
      await end(job, { to: 'delivered', set: { channelId, forumId, delivery } });
      log.info({ jobId: job.id, messageId }, 'cover posted');
    },
    async giveToRequester(job, lease) {
      await end(job, { to: 'delivered', set: { delivery: { startedAt: null, messageId: null } } }, lease);
      log.info({ jobId: job.id }, 'a cover is given to its requester alone');
    },
    async awaitApproval(job, lease) {
      const { approval } = job;
      if (!approval) return;
      const until = clock.now() + APPROVAL_MS;
      const set = {
        approval: { ...approval, state: 'pending' as const, until },
        failure: { key: 'approval.waiting', params: { until } } as const,
        delivery: { startedAt: null, messageId: null },
      };
      await end(job, { to: 'delivered', set, alarms: [{ kind: 'approval', at: 0 }] }, lease);
      log.info({ jobId: job.id }, 'a cover waits for a moderator');
    },
    keepForRequester,
    keepUnsure: ({ id, channelId }, lease) =>
      keepForRequester(id, { failure: { key: 'delivery.unsure', params: { channelId } }, lease }),
  };
}

/** One that is posted after its end was paid for long before. */
function settled(job: Job): Pick<Move, 'settle'> {
  return job.settled === 'reserved' ? { settle: settlementOfTakes(job) } : {};
}
