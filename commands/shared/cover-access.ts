import { PermissionFlagsBits } from 'discord.js';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import type { Job } from '../../src/domain/job.ts';
import { posterOf } from '../../src/domain/lineage.ts';
import type { TakenDownBy } from '../../src/domain/moderation/take-down.ts';
import { UserError } from '../../src/errors.ts';
import { jobOf, ownJobOf } from './access.ts';

/** The job of this server that a button or menu is about. What was not posted is nobody's business but its requester's. */
export function coverOf(call: InteractionContext): Job {
  const job = ofThisServer(call, jobOf(call));
  if (!isPublic(job) && job.requester.id !== call.member.id) throw new UserError({ key: 'job.gone', params: {} });
  return job;
}

/** The same for what only its requester may do. */
export function ownCoverOf(call: InteractionContext): Job {
  return ofThisServer(call, ownJobOf(call));
}

export interface RemovalRights {
  /** Who may take it down, with all that was made of it; null for who may only delete this one. */
  takesDownAs: TakenDownBy | null;
}

/** What a member may do away with: a cover of their own, one made of what they posted, or as one who looks after the channel. */
export function removalRightsOf({ member, channelId }: InteractionContext, job: Job): RemovalRights {
  // Permissions are those in the channel of the click, so they say nothing of covers elsewhere.
  const isModerator = channelId === job.channelId && (member.permissions & PermissionFlagsBits.ManageMessages) !== 0n;
  if (isModerator) return { takesDownAs: { kind: 'moderator' } };
  if (posterOf(job) === member.id) return { takesDownAs: { kind: 'poster', id: member.id } };
  if (job.requester.id === member.id) return { takesDownAs: null };
  throw new UserError({ key: 'cover.notYoursToRemove', params: {} });
}

/** Whether a member decides for the whole server that a song may be used again. */
export function mayAllowSongs({ member }: InteractionContext): boolean {
  return (member.permissions & PermissionFlagsBits.ManageGuild) !== 0n;
}

function ofThisServer({ guildId }: InteractionContext, job: Job): Job {
  if (job.guildId !== guildId) throw new UserError({ key: 'job.gone', params: {} });
  return job;
}

/** Also while nobody knows yet whether the post has arrived: its buttons may be pressed already. */
function isPublic({ state, delivery }: Job): boolean {
  if (delivery === null) return false;
  return delivery.messageId !== null || (state === 'delivering' && delivery.startedAt !== null);
}
