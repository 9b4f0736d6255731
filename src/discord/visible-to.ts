import type { Clock } from '../clock.ts';
import { channelFacts } from './channel-facts.ts';
import type { Viewer } from './port.ts';
import { seesChannel } from './sees-channel.ts';
import type { TargetFacts } from './target-facts.ts';

/** Those of these channels that are of the viewer's server, and that both the viewer and the bot see. */
export async function visibleTo(
  { facts, clock }: { facts: TargetFacts; clock: Clock },
  { guildId, member }: Viewer,
  channelIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const guild = await facts.guild(guildId, 'cached', signal);
  if (typeof guild === 'string') return new Set();
  const viewer = { ...member, timedOutUntil: null };
  const isVisible = async (channelId: string): Promise<boolean> => {
    const channel = await channelFacts(facts, channelId, 'cached', signal);
    if (typeof channel === 'string' || channel.guildId !== guildId) return false;
    return seesChannel(facts, { guild, channelId, channel, member: viewer, now: clock.now() }, 'cached', signal);
  };
  const checked = await Promise.all(channelIds.map(async (id) => ((await isVisible(id)) ? [id] : [])));
  return new Set(checked.flat());
}
