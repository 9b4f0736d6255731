import type { Freshness } from '../port.ts';
import { isThread } from './permissions.ts';
import type { Absence, ChannelRecord, TargetFacts } from './target-facts.ts';

/** A channel with the overwrites that count for it: a thread has none of its own and takes its parent's. */
export async function channelFacts(
  facts: TargetFacts,
  channelId: string,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<ChannelRecord | Absence> {
  const channel = await facts.channel(channelId, freshness, signal);
  if (typeof channel === 'string' || !isThread(channel.type) || channel.parentId === undefined) return channel;
  const parent = await facts.channel(channel.parentId, freshness, signal);
  return typeof parent === 'string' ? parent : { ...channel, overwrites: parent.overwrites };
}
