import { PermissionFlagsBits as Flags } from 'discord.js';
import type { AskingMember } from '../../src/covers/make/allowance.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { missingPermissions } from '../../src/discord/permissions/missing-permissions.ts';
import { WHEN_TIMED_OUT } from '../../src/discord/permissions/permissions.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import { blockedText, hasAnyRole, refusalToAsk } from '../../src/domain/policy/may-ask.ts';
import { UserError } from '../../src/errors.ts';

export type MakingCall = ChannelCall & Pick<InteractionContext, 'guildId' | 'member' | 'interaction' | 'block'>;

/**
 * The one guard before anything that makes a cover, wherever it begins: refuses, before anything is downloaded, what the server
 * does not let this member do here, and where the bot could not post. Needs the settings.
 */
export function checkMayMake(call: MakingCall): void {
  const { settings, guildId, channelId, parentChannelId, member, interaction, block } = call;
  if (block) throw new UserError(blockedText(block, settings));
  if (settings?.isAllowed) {
    const asked = { guildId, channelId, parentChannelId, ...member, now: interaction.receivedAt };
    const refusal = refusalToAsk(settings, asked);
    if (refusal) throw new UserError(refusal);
  }
  checkBotMayPost(call);
}

/** Who asks, for what the server gives them. Needs the settings. */
export function askingMember(call: Pick<InteractionContext, 'guildId' | 'member' | 'settings'>): AskingMember {
  const { roleIds, joinedAt } = call.member;
  return { roleIds, joinedAt, isModerator: isModerator(call), showsPrices: showsPrices(call) };
}

/** Whether the server tells a member what things cost. Needs the settings. */
export function showsPrices(call: Pick<InteractionContext, 'guildId' | 'member' | 'settings'>): boolean {
  const pricesFor = call.settings?.pricesFor ?? 'all';
  return pricesFor === 'all' || (pricesFor === 'moderators' && isModerator(call));
}

/** Who has the permission to manage the server. */
export function managesServer({ member }: Pick<InteractionContext, 'member'>): boolean {
  return (member.permissions & Flags.ManageGuild) !== 0n;
}

/** Who may manage messages, or has a role that the server gives its moderators. Needs the settings. */
export function isModerator({
  guildId,
  member,
  settings,
}: Pick<InteractionContext, 'guildId' | 'member' | 'settings'>): boolean {
  const isByPermission = (member.permissions & Flags.ManageMessages) !== 0n;
  return isByPermission || hasAnyRole({ guildId, roleIds: member.roleIds }, settings?.moderatorRoleIds ?? []);
}

/** Refuses whoever does not look after the server; asked at each click, as cards stay where they are. Needs the settings. */
export function checkModerates(call: Pick<InteractionContext, 'guildId' | 'member' | 'settings'>): void {
  if (!isModerator(call)) throw new UserError({ key: 'moderation.notYours', params: {} });
}

type ChannelCall = Pick<
  InteractionContext,
  'appPermissions' | 'channelKind' | 'channelId' | 'parentChannelId' | 'settings'
>;

/**
 * Refuses at once, before anything is downloaded, where the operator does not let the server make covers, or the bot could not
 * post one in the end. A server may have its
 * covers posted in another channel; the request looks at that one. Needs the settings.
 */
export function checkBotMayPost(call: ChannelCall): void {
  if (call.settings && !call.settings.isAllowed) throw new UserError({ key: 'guild.notAllowed', params: {} });
  const hold = call.settings?.hold;
  if (hold) throw new UserError({ key: `operator.${hold}`, params: {} });
  if (isPostedElsewhere(call)) return;
  const { appPermissions, channelKind } = call;
  const isThread = channelKind === 'thread' || channelKind === 'privateThread';
  const place = { isThread, isLocked: false, isVoice: channelKind === 'voice' };
  const missing = missingPermissions(appPermissions, place);
  if (missing.length === 0) return;
  if (channelKind === 'privateThread' && !(appPermissions & Flags.ViewChannel)) {
    throw new UserError({ key: 'permissions.notInThread', params: {} });
  }
  const key = hasOnlyWhenTimedOut(appPermissions) ? 'permissions.botSilenced' : 'permissions.bot';
  throw new UserError({ key, params: { missing } });
}

/** Discord does not say that the bot is in time-out, only that it may read and nothing else. */
function hasOnlyWhenTimedOut(permissions: bigint): boolean {
  return (permissions & Flags.ViewChannel) !== 0n && (permissions & ~WHEN_TIMED_OUT) === 0n;
}

function isPostedElsewhere({ settings, channelId, parentChannelId }: ChannelCall): boolean {
  const { remixChannelIds = [] } = settings ?? {};
  const isRemixChannel = (id: string | null) => id !== null && remixChannelIds.includes(id);
  return remixChannelIds.length > 0 && !isRemixChannel(channelId) && !isRemixChannel(parentChannelId);
}

/** Whether the server has its members say that they may use a song. Needs the settings. */
export function wantsTick({ settings }: Pick<InteractionContext, 'settings'>): boolean {
  return settings?.wantsRightsTick ?? false;
}

/** Refuses a form that was sent without the tick that it had a box for. Where there was none, the review card asks. */
export function checkTick(call: InteractionContext<{ mayUse?: boolean | undefined }>): void {
  if (wantsTick(call) && call.input.mayUse === false) throw new UserError({ key: 'rights.missing', params: {} });
}

/** The job that a button is about. */
export function jobOf({ job }: InteractionContext): Job {
  if (!job) throw new UserError({ key: 'job.gone', params: {} });
  return job;
}

/** The same, for what only its requester may do: custom ids carry ids only, the record decides who may. */
export function ownJobOf(call: InteractionContext): Job {
  const job = jobOf(call);
  if (job.requester.id !== call.member.id) throw new UserError({ key: 'job.notYours', params: {} });
  return job;
}

/** The draft that a form or button is about, if it is still there. Another member's is refused in the words for one that is gone. */
export function ownDraftOf({ draft, member }: InteractionContext): Draft | undefined {
  if (draft && draft.requester.id !== member.id) throw new UserError({ key: 'draft.gone', params: {} });
  return draft;
}

/** The draft of a button that leads on to a cover. Needs the draft and the settings. */
export function continuedDraftOf(call: InteractionContext): Draft {
  const draft = neededDraftOf(call);
  checkMayMake(call);
  return draft;
}

/** The same where nothing can be done without it. */
export function neededDraftOf(call: InteractionContext): Draft {
  const draft = ownDraftOf(call);
  if (!draft) throw new UserError({ key: 'draft.gone', params: {} });
  return draft;
}

/**
 * The draft that a form was opened from, if it is still there; its job has the same id, and may outlive it. Refuses where the
 * form leads to nothing that its member could have. Needs the draft, the job and the settings.
 */
export function checkFormMayBeSent(call: InteractionContext): Draft | undefined {
  if (call.job) ownJobOf(call);
  checkMayMake(call);
  return ownDraftOf(call);
}
