import { ChannelType } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { faultOfTarget } from '../permissions/fault-of-target.ts';
import { isVoice, takesCovers } from '../permissions/permissions.ts';
import type { ChannelRecord, TargetFacts } from '../permissions/target-facts.ts';
import type { TargetFault } from '../port.ts';

/** Where covers can be posted in a server. */
export interface GuildReach {
  /** Channels for text, and forums. */
  channels: number;
  /** Those of them in which nothing keeps the bot from posting. */
  open: number;
  /** What keeps it from posting where a channel says nothing else than the server's roles. */
  fault: TargetFault | undefined;
}

/** A text channel in which nothing is granted or denied beside what the server's roles say. */
const PLAIN_CHANNEL: ChannelRecord = {
  type: ChannelType.GuildText,
  guildId: undefined,
  parentId: undefined,
  overwrites: [],
  isLocked: false,
  tags: [],
  requiresTag: false,
};

/** `absent`: the bot is not in it. Throws `DiscordError`. */
export async function reachInGuild(
  { facts, botId, clock }: { facts: TargetFacts; botId: string; clock: Pick<Clock, 'now'> },
  guildId: string,
  forumTag: string | null,
  signal: AbortSignal,
): Promise<'absent' | GuildReach> {
  const guild = await facts.guild(guildId, 'cached', signal);
  if (typeof guild === 'string') return 'absent';
  const bot = await facts.member(guildId, botId, 'cached', signal);
  if (typeof bot === 'string') return 'absent';
  const faultIn = (channel: ChannelRecord) =>
    faultOfTarget({ guild, bot, channel, now: clock.now() }, { opensThread: false, forumTag });
  const channels = (await facts.channelsOf(guildId, signal)).filter(({ type }) => takesCovers(type) && !isVoice(type));
  const open = channels.filter((channel) => faultIn(channel) === undefined).length;
  return { channels: channels.length, open, fault: faultIn(PLAIN_CHANNEL) };
}
