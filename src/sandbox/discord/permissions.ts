import type { ChannelRecord, GuildRecord, MemberRecord, World } from './records.ts';

/** The bits that this stand-in looks at. */
export const permissionBits = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  ADD_REACTIONS: 1n << 6n,
  VIEW_CHANNEL: 1n << 10n,
  CONNECT: 1n << 20n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  MANAGE_ROLES: 1n << 28n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  SEND_VOICE_MESSAGES: 1n << 46n,
  PIN_MESSAGES: 1n << 51n,
} as const;

const bits = permissionBits;

export const allPermissions = (1n << 53n) - 1n;

/** Their text chat is closed to those who may not join. */
const VOICE = new Set([2, 13]);

const whileTimedOut = bits.VIEW_CHANNEL | bits.READ_MESSAGE_HISTORY;

/** What a member of a sandbox guild may do unless a test says otherwise. */
export const memberPermissions =
  bits.VIEW_CHANNEL |
  bits.SEND_MESSAGES |
  bits.CONNECT |
  bits.SEND_MESSAGES_IN_THREADS |
  bits.CREATE_PUBLIC_THREADS |
  bits.EMBED_LINKS |
  bits.ATTACH_FILES |
  bits.READ_MESSAGE_HISTORY |
  bits.ADD_REACTIONS |
  bits.USE_APPLICATION_COMMANDS;

/** What an invite of the bot usually grants. */
export const botPermissions = memberPermissions & ~bits.USE_APPLICATION_COMMANDS;

/** In a direct message there are no roles; Discord announces this set. */
export const directMessagePermissions = memberPermissions | bits.MENTION_EVERYONE | bits.SEND_VOICE_MESSAGES;

/**
 * Discord's documented order: owner, roles, Administrator, then overwrites of @everyone, of roles, of the member.
 * Threads take the overwrites of their parent. What follows from a missing View Channel is the caller's to conclude.
 */
export function permissionsIn(world: World, guild: GuildRecord, channel: ChannelRecord, userId: string): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  if (guild.ownerId === userId) return allPermissions;
  const base = basePermissions(guild, member);
  if (base & bits.ADMINISTRATOR) return allPermissions;
  const holder = channel.kind === 'thread' ? world.channels.get(channel.parentId ?? '') : channel;
  const granted = withOverwrites(base, guild, member, holder);
  const visible = isShutOut(channel, userId, granted) ? granted & ~bits.VIEW_CHANNEL : granted;
  return isTimedOut(world, member) ? visible & whileTimedOut : visible;
}

/** A private thread is there for those who are in it, and for those who look after threads. */
function isShutOut(channel: ChannelRecord, userId: string, granted: bigint): boolean {
  if (VOICE.has(channel.type ?? 0) && !(granted & bits.CONNECT)) return true;
  return channel.privateThread && !channel.threadMembers.has(userId) && !(granted & bits.MANAGE_THREADS);
}

/** What a member may do in a guild by their roles, whatever single channels say. */
export function guildPermissions(guild: GuildRecord, userId: string): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  const base = basePermissions(guild, member);
  return guild.ownerId === userId || base & bits.ADMINISTRATOR ? allPermissions : base;
}

function basePermissions(guild: GuildRecord, member: MemberRecord): bigint {
  const roles = [guild.id, ...member.roleIds].map((id) => guild.roles.get(id)?.permissions ?? 0n);
  return roles.reduce((sum, permissions) => sum | permissions, 0n);
}

function withOverwrites(
  base: bigint,
  guild: GuildRecord,
  member: MemberRecord,
  channel: ChannelRecord | undefined,
): bigint {
  const overwrites = channel?.overwrites ?? [];
  const steps = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id, type }) => type === 'role' && id !== guild.id && member.roleIds.includes(id)),
    overwrites.filter(({ id, type }) => type === 'member' && id === member.user.id),
  ];
  return steps.reduce((permissions, step) => {
    const deny = step.reduce((sum, overwrite) => sum | overwrite.deny, 0n);
    const allow = step.reduce((sum, overwrite) => sum | overwrite.allow, 0n);
    return (permissions & ~deny) | allow;
  }, base);
}

function isTimedOut(world: World, member: MemberRecord): boolean {
  return member.timedOutUntil !== undefined && member.timedOutUntil > world.clock.now();
}
