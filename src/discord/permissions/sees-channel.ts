import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';
import type { Freshness } from '../port.ts';
import { type GuildFacts, type MemberFacts, permissionsIn } from './permissions.ts';
import type { ChannelRecord, TargetFacts } from './target-facts.ts';

export interface Sight {
  guild: GuildFacts;
  channelId: string;
  channel: ChannelRecord;
  member: MemberFacts;
  now: number;
}

/** Whether a member sees a channel. A private thread is open to those who are in it, and to those who look after threads. */
export async function seesChannel(
  facts: Pick<TargetFacts, 'isInThread'>,
  { guild, channelId, channel, member, now }: Sight,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<boolean> {
  const may = permissionsIn(guild, channel, member, now);
  if (!(may & Flags.ViewChannel)) return false;
  const isOpen = channel.type !== ChannelType.PrivateThread || (may & Flags.ManageThreads) !== 0n;
  return isOpen || facts.isInThread(channelId, member.id, freshness, signal);
}
