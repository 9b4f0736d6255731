import type { Discord } from '../../discord/port.ts';
import type { Draft } from '../../domain/draft.ts';
import type { GuildSettings } from '../../domain/guild-settings.ts';
import type { CoverTarget } from '../../domain/new-job.ts';
import { UserError } from '../../errors.ts';

/**
 * Where a cover goes that is asked for in a channel: there, unless its server has all of them posted in another one. Throws
 * `UserError` where that one takes none.
 */
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
