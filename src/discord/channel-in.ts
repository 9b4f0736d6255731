import { takesMessages } from './permissions.ts';
import type { ChannelFault } from './port.ts';
import type { TargetFacts } from './target-facts.ts';

/** The first of these channels that the bot sees in this guild and that takes messages; they are often of many guilds. */
export async function channelIn(
  facts: TargetFacts,
  guildId: string,
  channelIds: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const channelId of channelIds) {
    const channel = await facts.channel(channelId, 'cached', signal);
    if (typeof channel !== 'string' && channel.guildId === guildId && takesMessages(channel.type)) return channelId;
  }
  return undefined;
}

/** Why a channel takes no messages, whatever server it is of. */
export async function faultOfChannel(
  facts: TargetFacts,
  channelId: string,
  signal: AbortSignal,
): Promise<ChannelFault | undefined> {
  const channel = await facts.channel(channelId, 'fresh', signal);
  if (typeof channel === 'string') return channel;
  return takesMessages(channel.type) ? undefined : 'wrongKind';
}
