import type { Discord, TargetedJob } from '../../discord/port.ts';
import type { Elsewhere } from '../../domain/draft/review.ts';
import type { Draft } from '../../domain/draft.ts';
import type { CoverTarget } from '../../domain/new-job.ts';
import type { GuildSettings } from '../../domain/policy/guild-settings.ts';
import { DiscordError, UserError } from '../../errors.ts';
import type { HowTos } from '../../store/port.ts';

export type PlaceDiscord = Pick<Discord, 'coverChannelIn' | 'checkTarget' | 'isLessOpen'>;

/**
 * Where the cover of a draft goes: where it is asked for, unless its server has all of them posted in another channel. Throws
 * `UserError` where it could not be posted.
 */
export async function placeOf(
  discord: PlaceDiscord,
  draft: Draft,
  chosen: GuildSettings,
  signal: AbortSignal,
): Promise<CoverTarget> {
  const target = await targetOf(discord, draft, chosen, signal);
  // Where all covers are posted where they are asked for, Discord has said what the bot may do; but not whether it is in a thread.
  const isKnown = chosen.remixChannelIds.length === 0 && draft.parentChannelId === null;
  if (!isKnown) await checkTarget(discord, { ...draft, ...target }, signal);
  return target;
}

/** Null where a cover is posted where it is asked for. */
export async function elsewhereOf(
  discord: PlaceDiscord,
  draft: Pick<Draft, 'guildId' | 'channelId'>,
  { channelId }: CoverTarget,
  signal: AbortSignal,
): Promise<Elsewhere | null> {
  if (channelId === draft.channelId) return null;
  const channels = { from: draft.channelId, to: channelId };
  const isFromClosed = await discord.isLessOpen(draft.guildId, channels, signal).catch((error: unknown) => {
    if (!(error instanceof DiscordError) && !signal.aborted) throw error;
    return true;
  });
  return { channelId, isFromClosed };
}

/**
 * Refuses what could not be posted where its first try was to be. Discord may not say at the moment: it is asked again before anything is
 * paid for.
 */
export async function checkPlaceOfTry(discord: PlaceDiscord, job: TargetedJob, signal: AbortSignal): Promise<void> {
  await checkTarget(discord, job, signal).catch((error: unknown) => {
    if (!(error instanceof DiscordError) && !signal.aborted) throw error;
  });
}

async function checkTarget(discord: PlaceDiscord, job: TargetedJob, signal: AbortSignal): Promise<void> {
  const target = await discord.checkTarget(job, 'cached', signal);
  if (target.kind !== 'ok') throw new UserError(target.text);
}

/** What is asked for in the post that says how a forum is used is asked for in the forum: covers are no answers to that post. */
export async function outOfHowTo<Asked extends Pick<Draft, 'guildId' | 'channelId' | 'parentChannelId'>>(
  howTos: Pick<HowTos, 'isAt'>,
  asked: Asked,
): Promise<Asked> {
  const { guildId, channelId, parentChannelId } = asked;
  if (parentChannelId === null || !(await howTos.isAt(guildId, parentChannelId, channelId))) return asked;
  return { ...asked, channelId: parentChannelId, parentChannelId: null };
}

/** Where covers that are asked for in a channel are posted. Throws `UserError` where that channel takes none. */
export async function targetOf(
  discord: Pick<Discord, 'coverChannelIn'>,
  { guildId, channelId, parentChannelId }: Pick<Draft, 'guildId' | 'channelId' | 'parentChannelId'>,
  { remixChannelIds, opensThreads, remixTag: forumTag, locale: publicLocale }: GuildSettings,
  signal: AbortSignal,
): Promise<CoverTarget> {
  const here = { channelId, opensThread: false, forumTag, publicLocale };
  if (remixChannelIds.length === 0) return here;
  const remix = await discord.coverChannelIn(guildId, remixChannelIds, signal);
  if (remix.kind === 'unusable') throw new UserError(remix.text);
  // A thread of it, and so a post in it, is part of it.
  const isHere = remix.kind === 'none' || remix.channelId === channelId || remix.channelId === parentChannelId;
  return isHere ? here : { ...here, channelId: remix.channelId, opensThread: opensThreads };
}
