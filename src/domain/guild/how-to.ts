import { z } from 'zod';
import type { Model } from '../models.ts';
import { stored } from '../stored.ts';

/** What is known of the message that says how a channel for covers is used. */
export const howToSchema = stored({
  /** Of the channel or forum that it is for. */
  channelId: z.string(),
  /** When it was begun to be posted, in milliseconds: on disk before it leaves. */
  startedAt: z.number().int(),
  /** Where it is; of a forum, in a post of its own. Null until that is known. */
  message: stored({ channelId: z.string(), messageId: z.string() }).nullable(),
  /** Of what it says. */
  hash: z.string(),
  /** It was pinned once; whoever unpins it has decided otherwise. */
  isPinned: z.boolean(),
  /** Somebody has deleted it, and it is not posted again. */
  isDeleted: z.boolean(),
});

export type HowTo = z.output<typeof howToSchema>;

/** What the message says. */
export interface HowToFacts {
  /** A Discord locale. */
  locale: string;
  /** What the button makes. */
  kind: Model['kind'];
  /** How many takes a member has in a day; null: as many as they like. */
  dayTakes: number | null;
  /** Covers go to who asked for them, who posts them. */
  isPrivateFirst: boolean;
  wantsRightsTick: boolean;
}

/**
 * What is to be done next about the message of a channel. `find`: it may be there and nobody knows where, so it is looked for before
 * anything else. `check`: see whether it is still there, and says what it should.
 */
export type HowToStep = 'nothing' | 'post' | 'find' | 'check' | 'remove' | 'forget';

/** By what is known of it, and by whether it is wanted there. */
export function howToStep(known: HowTo | undefined, isWanted: boolean): HowToStep {
  if (!known) return isWanted ? 'post' : 'nothing';
  if (known.isDeleted) return isWanted ? 'nothing' : 'forget';
  if (known.message === null) return 'find';
  return isWanted ? 'check' : 'remove';
}

/** For how long Discord knows the same message again by its nonce, for sure. */
const NONCE_MS = 2 * 60_000;

/**
 * What is done about one that was begun and is not there. `again`: as the same message, which Discord knows should the first one still
 * come. `wait`: nothing tells two posts in a forum apart, so the first one has the time to come. `anew`: it cannot come any more.
 */
export function afterNotFound({ startedAt }: HowTo, { isForum, now }: { isForum: boolean; now: number }) {
  // A clock that was set back says nothing of how much time has passed.
  const isFresh = now >= startedAt && now - startedAt < NONCE_MS;
  if (!isFresh) return now < startedAt ? 'wait' : 'anew';
  return isForum ? 'wait' : 'again';
}
