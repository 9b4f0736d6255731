import type { Draft } from '../../src/domain/draft.ts';
import type { Job, Reference } from '../../src/domain/job.ts';
import type { QuotaPolicy } from '../../src/domain/money/charges.ts';
import { newJob } from '../../src/domain/new-job.ts';

export const SOME_TIME = Date.UTC(2026, 10, 20, 12);

/** What an operator has set who holds nobody back. */
export const NO_LIMITS: QuotaPolicy = {
  operatorMonth: {},
  guildMonth: {},
  trialMonth: {},
  memberDay: {},
  memberDayTotal: {},
  allowedGuilds: { ids: [], othersMayTry: true },
  refusalsPerDay: 1_000,
  lyricsHeardPerDay: 1_000,
  lyricsWrittenPerDay: 1_000,
};

export function aReference(changes: Partial<Reference> = {}): Reference {
  return {
    hash: 'a'.repeat(64),
    name: 'song.mp3',
    sizeBytes: 1_000_000,
    durationMs: 60_000,
    container: 'MP3',
    codec: 'MPEG 1 Layer 3',
    link: null,
    posterId: null,
    ...changes,
  };
}

export function aDraft(changes: Partial<Draft> = {}): Draft {
  return {
    id: '1000000000000000001',
    guildId: '2000000000000000001',
    channelId: '3000000000000000001',
    parentChannelId: null,
    requester: { id: '4000000000000000001', name: 'Ada' },
    locale: 'en-US',
    kind: 'cover',
    song: { kind: 'kept', reference: aReference() },
    voice: null,
    instrumental: null,
    songs: [],
    isInstrumental: false,
    writesLyrics: false,
    style: 'slow blues with a warm organ',
    lyrics: null,
    takes: 1,
    seed: null,
    lineage: null,
    needsReview: false,
    isPrivateFirst: false,
    partChoice: null,
    isAudioRefused: false,
    mayUse: false,
    progress: { applicationId: '5000000000000000001', token: 'interaction-token', expiresAt: SOME_TIME + 840_000 },
    ...changes,
  };
}

export function buildJob(changes: Partial<Job> = {}): Job {
  const made = {
    reference: aReference(),
    voice: null,
    instrumental: null,
    candidates: [{ provider: 'runware', model: 'minimax:music@cover', priceMicros: 150_000 }],
    audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 44_100, channels: 2 },
    now: SOME_TIME,
  } as const;
  return { ...newJob(aDraft(), made), ...changes };
}
