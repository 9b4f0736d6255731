import { takesMessages } from './permissions.ts';
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
