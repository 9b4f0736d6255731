import type { PermissionName } from '../../errors.ts';
import type { ChannelCheck, ChannelUse } from '../port.ts';
import { faultOfChannel } from './channel-in.ts';
import { neededIn } from './missing-permissions.ts';
import { isThread, isVoice, takesThreads } from './permissions.ts';
import { channelFacts } from './target-facts.ts';

/** What the bot needs to post covers in a channel, and what of it it has, by what Discord says now. Throws `DiscordError`. */
export async function checkChannel(
  options: Parameters<typeof faultOfChannel>[0],
  channelId: string,
  use: ChannelUse & { kind: 'covers' },
  signal: AbortSignal,
): Promise<ChannelCheck> {
  const fault = await faultOfChannel(options, channelId, use, signal);
  const channel = await channelFacts(options.facts, channelId, 'cached', signal);
  if (typeof channel === 'string') return { permissions: [{ name: 'ViewChannel', has: false }], fault };
  const needed = neededIn({
    isThread: isThread(channel.type),
    isLocked: false,
    isVoice: isVoice(channel.type),
    opensThread: use.opensThread && takesThreads(channel.type),
  });
  const missing: readonly PermissionName[] = fault?.kind === 'missing' ? fault.missing : [];
  const names = [...new Set([...needed, ...missing])];
  // Who does not see a channel can do nothing in it, whatever else was granted.
  const isShut = missing.includes('ViewChannel') || missing.includes('Connect') || fault?.kind === 'hidden';
  return { permissions: names.map((name) => ({ name, has: !isShut && !missing.includes(name) })), fault };
}
