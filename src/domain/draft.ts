import { z } from 'zod';
import { lineageSchema, referenceSchema } from './job.ts';
import { stored } from './stored.ts';

const songSchema = z.discriminatedUnion('kind', [
  /** Uploaded to Discord, or elsewhere in the web, and not yet in our files. */
  stored({
    kind: z.literal('link'),
    url: z.string(),
    name: z.string(),
    /** Null where only its download will tell. */
    sizeBytes: z.number().int().nullable(),
    /** When Discord stops serving it; null when the link does not say. */
    expiresAt: z.number().int().nullable(),
    /** Who posted it; not always the draft's member. */
    posterId: z.string().nullable().default(null),
    /** It is no file of Discord's: it may be fetched from the hosts alone that the operator allows. */
    isWeb: z.boolean().optional(),
  }),
  /** Downloaded and probed: kept by hash, needs no second upload. */
  stored({
    kind: z.literal('kept'),
    reference: referenceSchema,
    /** What is sent of it in place of the whole, which no model takes: no longer than so many seconds. */
    part: stored({ reference: referenceSchema, maximumSeconds: z.number() }).nullish(),
  }),
]);

const partChoiceSchema = stored({
  kind: z.enum(['first', 'best', 'from']),
  startSeconds: z.number().nonnegative(),
});
/** Which part of a song that is too long is to be used. */
export type PartChoice = z.output<typeof partChoiceSchema>;

export const draftSchema = stored({
  /** The id of the interaction that began it; the job gets the same. */
  id: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  /** Of the thread in which it was asked; null elsewhere. */
  parentChannelId: z.string().nullable().default(null),
  requester: stored({ id: z.string(), name: z.string() }),
  locale: z.string(),
  kind: z.enum(['cover', 'song']),
  song: songSchema.nullable(),
  voice: songSchema.nullable(),
  instrumental: songSchema.nullable(),
  /** Of a song that is too long; null: the first, until its member says another. */
  partChoice: partChoiceSchema.nullable().default(null),
  /** Those of a message with several, of which its member chooses one; then it is the `song`. */
  songs: z.array(songSchema).default([]),
  isInstrumental: z.boolean(),
  writesLyrics: z.boolean(),
  style: z.string().nullable(),
  lyrics: z.string().nullable(),
  takes: z.number().int(),
  seed: z.number().int().nullable(),
  /** Null for what is no remix. */
  lineage: lineageSchema.nullable().default(null),
  /** Nothing is made of it before its member has seen the review card. */
  needsReview: z.boolean().default(false),
  /** The member has said that they may use the song. */
  mayUse: z.boolean().default(false),
  /** Its member wants the cover for themselves first, to post it or not; null where they leave that to the server. */
  isPrivateFirst: z.boolean().nullable().default(null),
  /** Its uploads are none that anything could be made of: others are to take their place. */
  isAudioRefused: z.boolean().default(false),
  /** The private message of the latest answer; a secret. */
  progress: stored({ applicationId: z.string(), token: z.string(), expiresAt: z.number().int() }).nullable(),
});

/** What a member has filled in so far. Becomes a job when accepted. */
export type Draft = z.output<typeof draftSchema>;
