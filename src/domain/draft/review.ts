import type { Draft } from '../draft.ts';
import type { Reference } from '../job.ts';
import type { Model } from '../models.ts';
import type { Limit, Usage, Window } from '../money/quota.ts';
import type { GuildSettings } from '../policy/guild-settings.ts';
import type { ShownPart } from '../song/part-of-song.ts';

/** What a draft comes to before it is asked for: shown on the review card. */
export interface Review {
  reference: Reference | null;
  voice: Reference | null;
  instrumental: Reference | null;
  /** Which is tried first. */
  model: Model;
  /** The most it can cost, in micro-dollars. */
  micros: number;
  /** It costs just that, whoever of those that may be tried makes it. */
  isPriceFixed: boolean;
  /** The requester's day and the server's month. */
  usages: readonly QuotaUsage[];
  /** Where the cover goes when that is not where it is asked for. */
  elsewhere: Elsewhere | null;
  /** Who wants the cover to go to its requester first; null: nobody, it is posted at once. */
  privateFirst: PrivateFirst | null;
  /** Of a song that is too long for the model; null where all of it is used. */
  part: ShownPart | null;
}

/** The server's default, or its member's own choice. */
export type PrivateFirst = 'server' | 'member';

/** Who wants what is made of a draft to go to its requester first, as things stand now: its member's choice comes before the server's. */
export function privateFirstOf(
  { isPrivateFirst }: Pick<Draft, 'isPrivateFirst'>,
  { privateFirst }: Pick<GuildSettings, 'privateFirst'>,
): PrivateFirst | null {
  if (isPrivateFirst !== null) return isPrivateFirst ? 'member' : null;
  return privateFirst ? 'server' : null;
}

/** Another channel than the one that a cover is asked for in. */
export interface Elsewhere {
  channelId: string;
  /** Fewer people see the channel that it is asked for in, or nobody can say. */
  isFromClosed: boolean;
}

/** How much of a quota is used. */
export interface QuotaUsage {
  scope: 'member' | 'memberTotal' | 'guild';
  used: Usage;
  limit: Limit;
  window: Window;
}

/** Whether a member is to see what a draft comes to before it is made. */
export function needsReview(
  draft: Pick<Draft, 'needsReview' | 'mayUse' | 'kind'>,
  micros: number,
  { confirmAboveMicros, wantsRightsTick }: Pick<GuildSettings, 'confirmAboveMicros' | 'wantsRightsTick'>,
  elsewhere: Elsewhere | null,
): boolean {
  if (elsewhere?.isFromClosed) return true;
  if (draft.needsReview || (confirmAboveMicros !== null && micros > confirmAboveMicros)) return true;
  return draft.kind === 'cover' && wantsRightsTick && !draft.mayUse;
}
