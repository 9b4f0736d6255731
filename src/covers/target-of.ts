import type { Discord } from '../discord/port.ts';
import type { Draft } from '../domain/draft.ts';
import type { GuildSettings } from '../domain/guild-settings.ts';
import type { CoverTarget } from '../domain/new-job.ts';

/** Where a cover goes that is asked for in a channel: there, unless its server has all of them posted in another one. */
export async function targetOf(
  discord: Pick<Discord, 'channelIn'>,
  { guildId, channelId, parentChannelId }: Pick<Draft, 'guildId' | 'channelId' | 'parentChannelId'>,
  { remixChannelIds, opensThreads, locale: publicLocale }: GuildSettings,
  signal: AbortSignal,
): Promise<CoverTarget> {
  const remixChannelId =
    remixChannelIds.length === 0 ? undefined : await discord.channelIn(guildId, remixChannelIds, signal);
  const isThere = remixChannelId === channelId || remixChannelId === parentChannelId;
  if (remixChannelId === undefined || isThere) return { channelId, opensThread: false, publicLocale };
  return { channelId: remixChannelId, opensThread: opensThreads, publicLocale };
}
