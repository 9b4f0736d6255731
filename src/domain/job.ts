import { z } from 'zod';
import { memberTextSchema } from './member-text.ts';
import { approvalSchema } from './moderation/approval.ts';
import type { Charge } from './money/quota.ts';
import { stored } from './stored.ts';

export const jobStates = [
  'queued',
  'submitting',
  'generating',
  'delivering',
  'unknown',
  'delivered',
  'failed',
  'cancelled',
] as const;

export type JobState = (typeof jobStates)[number];

/** One line of the state table: where a job may go from here. */
const moves: Record<JobState, readonly JobState[]> = {
  queued: ['submitting', 'cancelled', 'failed'],
  submitting: ['generating', 'delivering', 'queued', 'failed', 'unknown'],
  generating: ['delivering', 'failed'],
  delivering: ['delivered', 'failed'],
  unknown: ['queued', 'generating', 'delivering', 'failed'],
  // At its end, a cover that was made and never posted may still be posted.
  delivered: ['delivering'],
  failed: ['delivering'],
  cancelled: [],
};

const FINAL: ReadonlySet<JobState> = new Set(['delivered', 'failed', 'cancelled']);

const millisecondsSchema = z.number().int();
const microsSchema = z.number().int().nonnegative();

const modelIdSchema = stored({ provider: z.string(), model: z.string() });

export const candidateSchema = modelIdSchema.extend({
  /** For one take, as it stood when the job was accepted; null where no price is known. */
  priceMicros: microsSchema.nullable(),
});
export type Candidate = z.output<typeof candidateSchema>;
export type ModelId = z.output<typeof modelIdSchema>;

const cutFromSchema = stored({
  hash: z.string(),
  soundHash: z.string().nullish(),
  /** Where the part was asked to begin, and how long the whole is. */
  startMs: z.number(),
  durationMs: z.number(),
});
export type CutFrom = z.output<typeof cutFromSchema>;

/** A `Loudness`. */
const loudnessSchema = stored({ lufs: z.number(), truePeakDb: z.number() });

export const referenceSchema = stored({
  /** SHA-256 of the bytes; names the file in our store. */
  hash: z.string(),
  /** SHA-256 of the encoded sound alone; null where nobody could tell, missing on records of before this was written down. */
  soundHash: z.string().nullish(),
  /** As the member's file was called. */
  name: z.string(),
  sizeBytes: z.number().int(),
  durationMs: z.number(),
  container: z.string(),
  codec: z.string(),
  /** Where Discord serves the same bytes, while it does; spares an upload to the provider. */
  link: stored({ url: z.string(), expiresAt: millisecondsSchema }).nullable(),
  /** What it was uploaded as, by which the same upload is known again; its sound alone may have been kept of it. */
  uploadUrl: z.string().nullish(),
  /** Who put the song into Discord; of a cover, whoever put in the song that it goes back to. Null where nobody knows. */
  posterId: z.string().nullable().default(null),
  /** Missing where it was not measured, null where there is none: silence, and what cannot be decoded. */
  loudness: loudnessSchema.nullish(),
  /** The song that it is a part of, which is not kept. */
  cutFrom: cutFromSchema.nullish(),
});
export type Reference = z.output<typeof referenceSchema>;

export const audioSettingsSchema = stored({
  format: z.enum(['mp3', 'wav', 'flac', 'ogg']),
  bitrateKbps: z.number().int(),
  sampleRate: z.number().int(),
  channels: z.union([z.literal(1), z.literal(2)]),
});
/** How a take is encoded; bitrate, rate and channels count for MP3 and OGG only. */
export type AudioSettings = z.output<typeof audioSettingsSchema>;

/** A file of our store that was made for a message. */
const madeFileSchema = stored({ hash: z.string(), sizeBytes: z.number().int() });
export type MadeFile = z.output<typeof madeFileSchema>;

const madeSoundSchema = madeFileSchema.extend({
  /** SHA-256 of its encoded sound alone, where that is known. */
  soundHash: z.string().nullish(),
  /** How loud it is, where that is known. */
  lufs: z.number().nullish(),
});
export type MadeSoundFile = z.output<typeof madeSoundSchema>;

export const takeSchema = stored({
  /** SHA-256 of the bytes; names the file in our store. */
  hash: z.string(),
  sizeBytes: z.number().int(),
  format: z.enum(['mp3', 'wav', 'flac', 'ogg']),
  seed: z.number().int().nullable(),
  costMicros: microsSchema.nullable(),
  /** The provider's own link to it, and when that dies (null: the provider does not say). */
  link: stored({ url: z.string(), expiresAt: millisecondsSchema.nullable() }).nullable(),
  /** What the prober found in it; null where it could not look, and for takes of before this was written down. */
  sound: z
    .object({
      durationMs: z.number(),
      container: z.string(),
      codec: z.string(),
      /** SHA-256 of the encoded sound alone, as a reference has it. */
      hash: z.string().nullish(),
    })
    .nullable()
    .default(null),
  /** As a reference has it. */
  loudness: loudnessSchema.nullish(),
  /** The take as it came, under our tags and as loud as others: what is posted in its place where it fits. */
  finished: madeSoundSchema.nullish(),
  /** An MP3 of it, where the take itself does not fit into a message or does not play there. */
  playable: madeSoundSchema.nullable().default(null),
});
export type Take = z.output<typeof takeSchema>;

export const lineageSchema = stored({
  /** Hash of the first reference that the chain goes back to; of new music, of its first take. */
  rootHash: z.string(),
  /** Of the sound of that; null or missing where it is not known. */
  rootSoundHash: z.string().nullish(),
  /** What that is a part of. */
  rootCutFrom: cutFromSchema.nullish(),
  /** The cover that this one was made from, and where it was posted. */
  parent: stored({ id: z.string(), channelId: z.string(), messageId: z.string() }),
  /** The covers that the parent was made from, nearest first: a chain must hold where one in its middle is gone. */
  ancestors: z.array(z.string()).default([]),
  /** Whether it begins with the parent's reference, or with the parent itself. */
  from: z.enum(['reference', 'cover']),
});
/** Where a remix comes from. */
export type Lineage = z.output<typeof lineageSchema>;

export const jobSchema = stored({
  /** The id of the draft, which is the id of the interaction that began it. */
  id: z.string(),
  /** Grows by one with each change. */
  version: z.number().int(),
  state: z.enum(jobStates),
  guildId: z.string(),
  /** Where the cover will be posted; of a post in a forum, once it is there, its thread. */
  channelId: z.string(),
  /** Of a cover that is a post in a forum: that forum, whose members see it. */
  forumId: z.string().nullable().default(null),
  requester: stored({ id: z.string(), name: z.string() }),
  /** The requester's language. */
  locale: z.string(),
  /** The server's choice for what all can read; null: the requester's. */
  publicLocale: z.string().nullable().default(null),
  /** Where it was asked, when the cover is posted elsewhere. */
  askedIn: z.string().nullable().default(null),
  /** The cover goes into a thread of `channelId`, one for each reference; false once `channelId` is that thread. */
  opensThread: z.boolean().default(false),
  /** The name of the tag that its post has where it goes into a forum with such a tag. */
  forumTag: z.string().nullable().default(null),
  /** Null for what is no remix. */
  lineage: lineageSchema.nullable().default(null),
  /** The first that its requester had made in this server: it says where the song goes. */
  isFirst: z.boolean().optional(),
  /**
   * It is made for its requester alone, who then has it posted or not; false where they wanted it posted at once, and once they
   * have. Missing where they chose neither, and the server posts at once.
   */
  isPrivateFirst: z.boolean().optional(),
  /** Who reads what it cost; missing: all. */
  pricesFor: z.enum(['requester', 'nobody']).optional(),
  /** The requester has said that they may use the song. */
  mayUse: z.boolean().default(false),
  kind: z.enum(['cover', 'song']),
  /** The song that a cover is made from; null for a new song, and where only parts were given. */
  reference: referenceSchema.nullable(),
  /** In place of a reference, for models that take them apart. */
  voice: referenceSchema.nullable(),
  instrumental: referenceSchema.nullable(),
  /** Of a new song: without a voice, or with lyrics written by the model. */
  isInstrumental: z.boolean(),
  writesLyrics: z.boolean(),
  style: z.string().nullable(),
  lyrics: z.string().nullable(),
  wanted: stored({ takes: z.number().int(), seed: z.number().int().nullable(), audio: audioSettingsSchema }),
  /** Provider and model in the order to be tried. */
  candidates: z.array(candidateSchema).min(1),
  /** What was tried and proven not accepted. */
  tried: z.array(modelIdSchema.extend({ at: millisecondsSchema, reason: z.string() })),
  acceptedAt: millisecondsSchema,
  /** Not given a turn before this time. */
  notBefore: millisecondsSchema,
  /** How many paid requests it has had, each under an id of its own; 0 on records of before this was written down. */
  attempt: z.number().int().nonnegative().default(0),
  /** The paid request, from the moment it is intended. */
  task: candidateSchema
    .extend({
      /** Our own id for it, on disk before it is sent; it follows from the job and its attempt. */
      ourId: z.string(),
      submittedAt: millisecondsSchema,
      /** How often the request was sent under `ourId`; more than once only after it was proven absent. */
      attempts: z.number().int(),
      /** The provider's id for it, once accepted. */
      ref: z.string().nullable(),
      acceptedAt: millisecondsSchema.nullable(),
    })
    .nullable(),
  takes: z.array(takeSchema),
  /**
   * What all results of the paid request cost, those too that failed or could not be had; null before they came, and on records
   * of before this was written down.
   */
  billedMicros: microsSchema.nullable().default(null),
  /** Picture of the takes against their reference, once drawn. */
  waveform: madeFileSchema.nullable().default(null),
  /** The size of attachments, in bytes, for which the message's files were made; null before that. */
  preparedFor: z.number().int().nullable().default(null),
  delivery: z
    .object({
      /** Set on disk before the first POST that may have reached Discord. */
      startedAt: millisecondsSchema.nullable(),
      messageId: z.string().nullable(),
      /** It becomes a post of its own in a forum, `channelId` until it is there; no nonce keeps such a one from coming twice. */
      isForumPost: z.boolean().optional(),
      /** It could not be posted for so long that its requester is told. */
      isDelayed: z.boolean().optional(),
    })
    .nullable(),
  /** Where the requester's private progress message is; a secret, erased when the job has ended. */
  progress: stored({ applicationId: z.string(), token: z.string(), expiresAt: millisecondsSchema }).nullable(),
  /** Asked for after the paid call: the song is finished and given to the requester only. */
  cancelRequestedAt: millisecondsSchema.nullable(),
  /** Moderators look at it before it is posted; missing: they do not. */
  approval: approvalSchema.optional(),
  failure: memberTextSchema.nullable(),
  /** `presumed`: spent for all we know, until somebody can say. */
  settled: z.enum(['reserved', 'presumed', 'committed', 'refunded']),
  spentMicros: microsSchema,
  timeline: z.array(
    stored({
      /** Also one of another release's, which it has been in meanwhile. */
      state: z.custom<JobState>((state) => typeof state === 'string'),
      at: millisecondsSchema,
      provider: z.string().optional(),
      model: z.string().optional(),
    }),
  ),
});

/** The durable record of one cover on its way. */
export type Job = z.output<typeof jobSchema>;

/**
 * What the charges of a job become. Counts are takes, money is micro-dollars. `presume`: the takes go back, and the money counts
 * as spent until it is known, or the window ends.
 */
export type Settlement =
  | { kind: 'refund' }
  | { kind: 'presume'; micros: number }
  | { kind: 'commit'; count: number; micros: number };

/** One step of a job: to another state, or within one (`to` equal to the present state) to write something down. */
export interface Move {
  to: JobState;
  set?: Partial<
    Omit<
      Job,
      'id' | 'version' | 'state' | 'guildId' | 'requester' | 'settled' | 'spentMicros' | 'timeline' | 'acceptedAt'
    >
  >;
  settle?: Settlement;
  /** Taken beside what the job itself takes, and never given back. */
  counts?: readonly Charge[];
  /** Alarms that are set in the same write. */
  alarms?: readonly { kind: AlarmKind; at: number }[];
  /** Alarms of these kinds are taken back in the same write, whenever they were to ring. */
  disarms?: readonly AlarmKind[];
}

/**
 * `tell`: bring a job's end to its requester. `unknownDeadline`: give up on a job whose truth never turned up. `forget`: go on
 * deleting what is stored about a member, whose id stands in place of the job's. `approval`: look after a cover that waits for a
 * moderator.
 */
export type AlarmKind = 'tell' | 'unknownDeadline' | 'forget' | 'approval';

/** How long after it was sent a request that may or may not have arrived is given up on. */
export const UNKNOWN_DEADLINE_MS = 15 * 60_000;

/** Due by any clock, also by one that was ahead when this was written and is set right before it rings. */
export const TELL_AT_ONCE = { kind: 'tell', at: 0 } as const;

/** The language of what all can read about a job. */
export function sharedLocale({ publicLocale, locale }: Pick<Job, 'publicLocale' | 'locale'>): string {
  return publicLocale ?? locale;
}

export function isFinal(state: JobState): boolean {
  return FINAL.has(state);
}

/** Whether what is made goes to its requester alone: it was cancelled once it was paid for, or is to be heard by them first. */
export function isForRequesterAlone({
  cancelRequestedAt,
  isPrivateFirst,
}: Pick<Job, 'cancelRequestedAt' | 'isPrivateFirst'>): boolean {
  return cancelRequestedAt !== null || isPrivateFirst === true;
}

/** Every kept file that a job has, each once. */
export function hashesOf({ reference, voice, instrumental, takes, waveform }: Job): string[] {
  const made = takes.flatMap(({ playable, finished }) => [playable, finished]);
  const files = [reference, voice, instrumental, ...takes, ...made, waveform];
  return [...new Set(files.flatMap((file) => (file ? [file.hash] : [])))];
}

/** Whether the cover was made and paid for, and has ended without a message: its takes are its requester's. */
export function isKept({ state, takes, delivery }: Pick<Job, 'state' | 'takes' | 'delivery'>): boolean {
  return isFinal(state) && takes.length > 0 && !delivery?.messageId;
}

/**
 * The job after a move. Pure; the store writes it where (state, version) are still what they were.
 * Throws on an arrow that the state table does not have, on an end that leaves charges open, and on a second
 * settlement, except what was presumed turning out as spent or free, and commit → refund when a provider gives money back:
 * each would be a bug, never a member's doing.
 */
export function applyMove(job: Job, move: Move, now: number): Job {
  const staysPut = move.to === job.state;
  const mayGo = moves[job.state].includes(move.to) && (!isFinal(job.state) || isKept(job));
  if (!staysPut && !mayGo) throw new Error(`a job cannot go from ${job.state} to ${move.to}`);
  const settled = settledAfter(job, move);
  if (isFinal(move.to) && settled === 'reserved')
    throw new Error(`a job cannot end as ${move.to} with its charges open`);

  const next: Job = { ...job, ...move.set, version: job.version + 1, state: move.to, settled };
  if (move.settle) next.spentMicros = move.settle.kind === 'refund' ? 0 : move.settle.micros;
  if (!staysPut) next.timeline = [...job.timeline, timelineEntry(next, now)];
  return next;
}

function settledAfter(job: Job, move: Move): Job['settled'] {
  if (!move.settle) return job.settled;
  const wanted = SETTLED_AS[move.settle.kind];
  if (!SETTLED_LATER[job.settled].includes(wanted))
    throw new Error(`charges that are ${job.settled} cannot become ${wanted}`);
  return wanted;
}

const SETTLED_AS = { refund: 'refunded', presume: 'presumed', commit: 'committed' } as const satisfies Record<
  Settlement['kind'],
  Job['settled']
>;

/** What charges may still become. */
const SETTLED_LATER: Record<Job['settled'], readonly Job['settled'][]> = {
  reserved: ['presumed', 'committed', 'refunded'],
  presumed: ['committed', 'refunded'],
  committed: ['refunded'],
  refunded: [],
};

function timelineEntry(job: Job, at: number): Job['timeline'][number] {
  const { provider, model } = job.task ?? {};
  return { state: job.state, at, ...(provider !== undefined && { provider }), ...(model !== undefined && { model }) };
}
