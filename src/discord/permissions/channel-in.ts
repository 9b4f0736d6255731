import type { MemberText } from '../../errors.ts';
import type { ChannelFault, ChannelUse, CoverChannel, Freshness } from '../port.ts';
import { faultOfTarget } from './fault-of-target.ts';
import { takesCovers, takesMessages } from './permissions.ts';
import { channelFacts, type TargetFacts } from './target-facts.ts';

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

/**
 * The first of these channels of this guild that takes covers, as forums do as well; else why those that are in it take none. That is
 * never said from memory: it may have changed since.
 */
export async function coverChannelIn(
  facts: TargetFacts,
  guildId: string,
  channelIds: readonly string[],
  signal: AbortSignal,
): Promise<CoverChannel> {
  const found = await lookForCoverChannel(facts, guildId, channelIds, 'cached', signal);
  return found.kind === 'unusable' ? lookForCoverChannel(facts, guildId, channelIds, 'fresh', signal) : found;
}

async function lookForCoverChannel(
  facts: TargetFacts,
  guildId: string,
  channelIds: readonly string[],
  freshness: Freshness,
  signal: AbortSignal,
): Promise<CoverChannel> {
  const hidden: string[] = [];
  let wrong: MemberText | undefined;
  for (const channelId of channelIds) {
    const channel = await facts.channel(channelId, freshness, signal);
    if (channel === 'hidden') hidden.push(channelId);
    if (typeof channel === 'string' || channel.guildId !== guildId) continue;
    if (takesCovers(channel.type)) return { kind: 'found', channelId };
    wrong ??= { key: 'target.wrongKind', params: { channelId } };
  }
  // Of a channel that is closed to the bot Discord does not say whose it is.
  const own = hidden.length === 0 ? undefined : await facts.channelIdsOf(guildId, freshness, signal);
  const closed = hidden.find((channelId) => own?.has(channelId));
  if (closed !== undefined) {
    return { kind: 'unusable', text: { key: 'permissions.hidden', params: { channelId: closed } } };
  }
  return wrong ? { kind: 'unusable', text: wrong } : { kind: 'none' };
}

interface FaultOfChannelOptions {
  facts: TargetFacts;
  identity(): { botId: string };
  clock: { now(): number };
}

/** What keeps a channel, of whatever server, from being used as it is meant. */
export async function faultOfChannel(
  { facts, identity, clock }: FaultOfChannelOptions,
  channelId: string,
  use: ChannelUse,
  signal: AbortSignal,
): Promise<ChannelFault | undefined> {
  const channel = await channelFacts(facts, channelId, 'fresh', signal);
  if (typeof channel === 'string') return { kind: channel };
  if (use.kind === 'reports') return takesMessages(channel.type) ? undefined : { kind: 'wrongKind' };
  const { guildId } = channel;
  if (guildId === undefined || !takesCovers(channel.type)) return { kind: 'wrongKind' };
  const [guild, bot] = await Promise.all([
    facts.guild(guildId, 'fresh', signal),
    facts.member(guildId, identity().botId, 'fresh', signal),
  ]);
  if (typeof guild === 'string' || typeof bot === 'string') return { kind: 'hidden' };
  return faultOfTarget({ guild, bot, channel, now: clock.now() }, use);
}
