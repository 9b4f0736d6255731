import { MODERATION_KEPT_DAYS } from '../moderation/moderation.ts';

const HOUR_MS = 3_600_000;

/** How long a draft waits for its member, in milliseconds. */
export const DRAFT_LIFE_MS = 24 * HOUR_MS;

/** Of a member who has asked for nothing for so long, the styles that were used last are forgotten; in milliseconds. */
export const LAST_STYLES_LIFE_MS = 180 * 24 * HOUR_MS;

/** For how long what is stored about a member stays, in days or hours. */
export interface KeptFor {
  /** Songs and covers after their last use. */
  filesDays: number;
  draftHours: number;
  stylesDays: number;
  /** What moderators did, and what was reported. */
  moderationDays: number;
  /** All that belongs to a server, after the bot was removed from it. */
  serverDays: number;
  /** It is in a database server, where what is deleted stays on the disk, in the log and in copies until those are tidied up. */
  isOnServer: boolean;
}

/** All that is chosen is the operator's choice. */
export function keptFor(chosen: Pick<KeptFor, 'filesDays' | 'serverDays' | 'isOnServer'>): KeptFor {
  const stylesDays = LAST_STYLES_LIFE_MS / (24 * HOUR_MS);
  return { ...chosen, draftHours: DRAFT_LIFE_MS / HOUR_MS, stylesDays, moderationDays: MODERATION_KEPT_DAYS };
}
