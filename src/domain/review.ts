import type { Draft } from './draft.ts';
import type { GuildSettings } from './guild-settings.ts';
import type { Reference } from './job.ts';
import type { Model } from './models.ts';
import type { Limit, Usage, Window } from './quota.ts';

/** What a draft comes to before it is asked for: shown on the review card. */
export interface Review {
  reference: Reference | null;
  voice: Reference | null;
  instrumental: Reference | null;
  /** Which is tried first. */
  model: Model;
  /** The most it can cost, in micro-dollars. */
  micros: number;
  /** The requester's day and the server's month. */
  standings: readonly Standing[];
}

/** How much of a quota is used. */
export interface Standing {
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
): boolean {
  if (draft.needsReview || (confirmAboveMicros !== null && micros > confirmAboveMicros)) return true;
  return draft.kind === 'cover' && wantsRightsTick && !draft.mayUse;
}
