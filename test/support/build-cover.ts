import type { Cover, HistoryEntry } from '../../src/domain/cover.ts';
import type { Job, Take } from '../../src/domain/job.ts';
import { buildJob, SOME_TIME } from './build-job.ts';

export function aTake(changes: Partial<Take> = {}): Take {
  return {
    hash: 'b'.repeat(64),
    sizeBytes: 1_000_000,
    format: 'mp3',
    seed: 7,
    costMicros: 150_000,
    link: null,
    sound: null,
    playable: null,
    ...changes,
  };
}

/** A job whose cover was posted. */
export function aPostedJob(changes: Partial<Job> = {}): Job {
  const { id } = buildJob(changes);
  return buildJob({
    state: 'delivered',
    takes: [aTake()],
    delivery: { startedAt: SOME_TIME, messageId: `9${id.slice(1)}` },
    settled: 'committed',
    spentMicros: 150_000,
    ...changes,
  });
}

/** The cover of such a job. */
export function aCover(job: Job, votes = 0): Cover {
  return {
    id: job.id,
    guildId: job.guildId,
    channelId: job.channelId,
    messageId: job.delivery?.messageId ?? `9${job.id.slice(1)}`,
    requesterId: job.requester.id,
    postedAt: SOME_TIME,
    votes,
  };
}

/** Both, as the history has them. */
export function aPosted(changes: Partial<Job> = {}, votes = 0): HistoryEntry & { cover: Cover } {
  const job = aPostedJob(changes);
  return { job, cover: aCover(job, votes) };
}
