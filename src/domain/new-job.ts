import type { Draft } from './draft.ts';
import type { AudioSettings, Candidate, Job, Reference } from './job.ts';

/** What a job is made from, in our files. */
export interface GivenAudio {
  reference: Reference | null;
  voice: Reference | null;
  instrumental: Reference | null;
}

/** Where a cover will be posted, and in which language. */
export interface CoverTarget {
  channelId: string;
  opensThread: boolean;
  /** The name of its tag, where that is a forum with such a tag; null: none. */
  forumTag: string | null;
  /** Null: the requester's. */
  publicLocale: string | null;
}

/** The job that a complete draft becomes when it is accepted. */
export function newJob(
  draft: Draft,
  made: GivenAudio & { candidates: readonly Candidate[]; audio: AudioSettings; now: number },
  target: CoverTarget = { channelId: draft.channelId, opensThread: false, forumTag: null, publicLocale: null },
  isFirst = false,
): Job {
  return {
    id: draft.id,
    version: 0,
    state: 'queued',
    guildId: draft.guildId,
    channelId: target.channelId,
    forumId: null,
    requester: draft.requester,
    locale: draft.locale,
    publicLocale: target.publicLocale,
    askedIn: target.channelId === draft.channelId ? null : draft.channelId,
    opensThread: target.opensThread,
    forumTag: target.forumTag,
    lineage: draft.lineage,
    ...(isFirst && { isFirst }),
    ...(draft.isPrivateFirst !== null && { isPrivateFirst: draft.isPrivateFirst }),
    mayUse: draft.mayUse,
    kind: draft.kind,
    reference: made.reference,
    voice: made.voice,
    instrumental: made.instrumental,
    isInstrumental: draft.isInstrumental,
    writesLyrics: draft.writesLyrics,
    style: draft.style,
    lyrics: draft.lyrics,
    wanted: { takes: draft.takes, seed: draft.seed, audio: made.audio },
    candidates: [...made.candidates],
    tried: [],
    acceptedAt: made.now,
    notBefore: made.now,
    attempt: 0,
    task: null,
    takes: [],
    billedMicros: null,
    waveform: null,
    preparedFor: null,
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
export function newTryOf(
  job: Job,
  made: { candidates: readonly Candidate[]; progress: Job['progress']; now: number },
): Job {
  const [interactionId = job.id, attempt = '1'] = job.id.split('-');
  return {
    ...job,
    id: `${interactionId}-${Number(attempt) + 1}`,
    version: 0,
    state: 'queued',
    candidates: [...made.candidates],
    tried: [],
    acceptedAt: made.now,
    notBefore: made.now,
    attempt: 0,
    task: null,
    takes: [],
    billedMicros: null,
    waveform: null,
    preparedFor: null,
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
  return job.wanted.takes * Math.max(...job.candidates.map(({ priceMicros }) => priceMicros ?? 0));
}
