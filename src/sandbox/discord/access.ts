import { refuse } from './api-error.ts';
import { directMessagePermissions, permissionBits, permissionsIn } from './permissions.ts';
import type { ChannelRecord, GuildRecord, MessageRecord, World } from './records.ts';

type PermissionName = keyof typeof permissionBits;

/** The guild, if the bot is in it. */
export function guildFor(world: World, guildId: string | undefined): GuildRecord {
  const guild = world.guilds.get(guildId ?? '');
  return guild?.members.has(world.bot.id) ? guild : refuse('unknownGuild');
}

/** The channel, if the bot can see it: 10003 when it does not exist, 50001 when it may not be seen. */
export function channelFor(world: World, channelId: string | undefined): ChannelRecord {
  const channel = world.channels.get(channelId ?? '') ?? refuse('unknownChannel');
  if (!(botPermissionsIn(world, channel) & permissionBits.VIEW_CHANNEL)) refuse('missingAccess');
  return channel;
}

/** Every name must be granted, else 50013. */
export function requirePermissions(world: World, channel: ChannelRecord, ...names: PermissionName[]): void {
  if (!mayBot(world, channel, ...names)) refuse('missingPermissions');
}

export function mayBot(world: World, channel: ChannelRecord, ...names: PermissionName[]): boolean {
  const granted = botPermissionsIn(world, channel);
  return names.every((name) => (granted & permissionBits[name]) !== 0n);
}

function botPermissionsIn(world: World, channel: ChannelRecord): bigint {
  if (channel.kind === 'dm') return directMessagePermissions;
  const guild = world.guilds.get(channel.guildId ?? '');
  return guild ? permissionsIn(world, guild, channel, world.bot.id) : 0n;
}

/** A message that the bot can reach by the channel's routes; private answers are not there. */
export function messageFor(channel: ChannelRecord, messageId: string | undefined): MessageRecord {
  const message = channel.messages.get(messageId ?? '');
  return message && message.ephemeralFor === undefined ? message : refuse('unknownMessage');
}

/** What a file in a message of the bot may have, in bytes: by the boosts of the guild alone. */
export function channelUploadLimit(world: World, channel: ChannelRecord): number {
  const tier = world.guilds.get(channel.guildId ?? '')?.tier ?? 0;
  return world.settings.uploadLimits[tier];
}
