import { z } from 'zod';
import type { GuildSettings } from '../policy/guild-settings.ts';
import { stored } from '../stored.ts';
import { findForbidden } from './forbidden-words.ts';

/**
 * A cover that moderators look at before it is posted. `needed`: once it is made. `pending`: it is made and kept for its
 * requester until a moderator decides, or `until` has come. `granted`: it may be posted, and is. `isTold`: the requester knows
 * how that ended.
 */
export const approvalSchema = stored({
  state: z.enum(['needed', 'pending', 'granted', 'refused', 'expired']),
  why: z.enum(['all', 'newMember', 'word']),
  until: z.number().int().nullable().default(null),
  /** Moderators have been asked. */
  isAsked: z.boolean().default(false),
  isTold: z.boolean().default(false),
});

export type Approval = z.output<typeof approvalSchema>;

const DAY_MS = 24 * 3_600_000;

/** Who has been in a server for less is new there. */
export const NEW_MEMBER_DAYS = 7;

/** For how long a cover waits for a moderator; then it stays with its requester. */
export const APPROVAL_MS = 7 * DAY_MS;

export interface ApprovalAsked {
  /** All that the member wrote of what is posted. */
  texts: readonly (string | null | undefined)[];
  /** In milliseconds; null where Discord does not say, which counts as new. */
  joinedAt: number | null;
  /** Who can let a cover be posted asks nobody. */
  isModerator: boolean;
  now: number;
}

/** Whether moderators look at a cover before it is posted; undefined where they do not. */
export function approvalFor(
  { approval, flaggedWords }: Pick<GuildSettings, 'approval' | 'flaggedWords'>,
  { texts, joinedAt, isModerator, now }: ApprovalAsked,
): Approval | undefined {
  if (approval === 'off' || isModerator) return undefined;
  const needed = { state: 'needed', until: null, isAsked: false, isTold: false } as const;
  if (approval === 'all') return { ...needed, why: 'all' };
  if (approval === 'flaggedWords')
    return findForbidden(texts, flaggedWords) === undefined ? undefined : { ...needed, why: 'word' };
  const isNew = joinedAt === null || joinedAt + NEW_MEMBER_DAYS * DAY_MS > now;
  return isNew ? { ...needed, why: 'newMember' } : undefined;
}

/** Whether it is kept from being posted, by anybody but a moderator. */
export function isHeld({ approval }: { approval?: Approval | undefined }): boolean {
  return approval !== undefined && approval.state !== 'granted';
}

/**
 * Whether its requester cannot have it posted: moderators are asked, or have not let it be. One that they were not asked about yet,
 * as it was for its requester first, is shown to them once it is to be posted.
 */
export function isBarred(job: { approval?: Approval | undefined }): boolean {
  return isHeld(job) && job.approval?.state !== 'needed';
}
