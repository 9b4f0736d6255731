import type { Draft } from './draft.ts';
import type { AudioSettings, Candidate, Job, Reference } from './job.ts';
import { modelOf } from './models.ts';
import { dayOf, type Limit, type LimitedCharge, monthOf } from './quota.ts';

/** The job that a complete draft becomes when it is accepted. */
export function newJob(
  draft: Draft,
  made: { reference: Reference; candidates: readonly Candidate[]; audio: AudioSettings; now: number },
): Job {
  return {
    id: draft.id,
    version: 0,
    state: 'queued',
    guildId: draft.guildId,
    channelId: draft.channelId,
    requester: draft.requester,
    locale: draft.locale,
    reference: made.reference,
    style: draft.style,
    lyrics: draft.lyrics,
    wanted: { takes: draft.takes, seed: draft.seed, audio: made.audio },
    candidates: [...made.candidates],
    tried: [],
    acceptedAt: made.now,
    notBefore: made.now,
    task: null,
    takes: [],
    delivery: null,
    progress: draft.progress,
    cancelRequestedAt: null,
    failure: null,
    settled: 'reserved',
    spentMicros: 0,
    timeline: [{ state: 'queued', at: made.now }],
  };
}

/**
 * The job that tries a failed one again, as an ordinary new one. Its id follows from the old one's, so that any number of
 * clicks makes one job.
 */
export function newTryOf(job: Job, made: { progress: Job['progress']; now: number }): Job {
  const [interactionId = job.id, attempt = '1'] = job.id.split('-');
  return {
    ...job,
    id: `${interactionId}-${Number(attempt) + 1}`,
    version: 0,
    state: 'queued',
    tried: [],
    acceptedAt: made.now,
    notBefore: made.now,
    task: null,
    takes: [],
    delivery: null,
    progress: made.progress,
    cancelRequestedAt: null,
    failure: null,
    settled: 'reserved',
    spentMicros: 0,
    timeline: [{ state: 'queued', at: made.now }],
  };
}

/** The most a job can cost, in micro-dollars: its takes at the highest price among its candidates. */
export function reservedMicros(job: Pick<Job, 'candidates' | 'wanted'>): number {
  return job.wanted.takes * Math.max(...job.candidates.map((candidate) => modelOf(candidate).priceMicros));
}

export interface QuotaLimits {
  guildMonth: Limit;
  memberDay: Limit;
}

/** What a job takes from its server's month and its requester's day. */
export function chargesOf(job: Job, limits: QuotaLimits): LimitedCharge[] {
  const amount = { count: job.wanted.takes, micros: reservedMicros(job) };
  return [
    {
      scope: { name: 'guild', id: job.guildId },
      window: monthOf(job.acceptedAt),
      ...amount,
      limit: limits.guildMonth,
    },
    {
      scope: { name: 'member', id: `${job.guildId}:${job.requester.id}` },
      window: dayOf(job.acceptedAt),
      ...amount,
      limit: limits.memberDay,
    },
  ];
}
