import { ChannelType, PermissionFlagsBits } from 'discord.js';
import type { Clock } from '../../clock.ts';
import type { Viewer } from '../port.ts';
import { permissionsIn } from './permissions.ts';
import { seesChannel } from './sees-channel.ts';
import { type ChannelRecord, channelFacts, type TargetFacts } from './target-facts.ts';

/**
 * Whether a channel of a server keeps to itself what another one of it would show to more people: it is closed to @everyone or
 * a private thread, or a role sees the other one that does not see it. True where that cannot be learned, as the bot sees one
 * of them not.
 */
export async function isLessOpen(
  { facts, clock }: { facts: TargetFacts; clock: Clock },
  guildId: string,
  { from, to }: { from: string; to: string },
  signal: AbortSignal,
): Promise<boolean> {
  const guild = await facts.guild(guildId, 'cached', signal);
  const [source, target] = [
    await channelFacts(facts, from, 'cached', signal),
    await channelFacts(facts, to, 'cached', signal),
  ];
  if (typeof guild === 'string' || typeof source === 'string' || typeof target === 'string') return true;
  if (source.type === ChannelType.PrivateThread || isClosedToEveryone(source, guildId)) return true;
  const sees = (channel: ChannelRecord, roleId: string) =>
    permissionsIn(guild, channel, { id: '', roleIds: [roleId], timedOutUntil: null }, clock.now()) !== 0n;
  return guild.roles.some(({ id }) => sees(target, id) && !sees(source, id));
}

/** The role of everyone has the id of its server. */
function isClosedToEveryone({ overwrites }: ChannelRecord, guildId: string): boolean {
  return overwrites.some(({ id, deny }) => id === guildId && (deny & PermissionFlagsBits.ViewChannel) !== 0n);
}

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
