import { ChannelType, PermissionFlagsBits as Flags } from 'discord.js';

/** What Discord says about a guild, as far as permissions go. */
export interface GuildFacts {
  id: string;
  ownerId: string;
  roles: readonly { id: string; permissions: bigint }[];
}

export interface ChannelFacts {
  type: ChannelType;
  /** Of the channel itself; for a thread those of its parent. */
  overwrites: readonly Overwrite[];
}

export interface Overwrite {
  /** Of a role (the guild's own id is everyone) or of a member. */
  id: string;
  allow: bigint;
  deny: bigint;
}

export interface MemberFacts {
  id: string;
  roleIds: readonly string[];
  /** Until when a moderator has silenced the member; milliseconds since the epoch. */
  timedOutUntil: number | null;
}

const EVERYTHING = ~0n;
const NOTHING = 0n;
/** What a silenced member keeps. */
export const WHEN_TIMED_OUT = Flags.ViewChannel | Flags.ReadMessageHistory;

const THREADS: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);

const VOICE: ReadonlySet<ChannelType> = new Set([ChannelType.GuildVoice, ChannelType.GuildStageVoice]);

/** Where a message can be posted as such; forums and categories are no such place. */
const MESSAGES: ReadonlySet<ChannelType> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ...THREADS,
]);

/** Each message that begins something is a post there: a thread of its own. */
const FORUMS: ReadonlySet<ChannelType> = new Set([ChannelType.GuildForum, ChannelType.GuildMedia]);

const PARENTS: ReadonlySet<ChannelType> = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement]);

export function takesMessages(type: ChannelType): boolean {
  return MESSAGES.has(type);
}

export function isForum(type: ChannelType): boolean {
  return FORUMS.has(type);
}

/** Whether covers can be posted there, as messages or as posts. */
export function takesCovers(type: ChannelType): boolean {
  return takesMessages(type) || isForum(type);
}

/** Whether it is a channel to talk in, with a chat of its own. */
export function isVoice(type: ChannelType): boolean {
  return VOICE.has(type);
}

/** Whether a public thread can be opened there without a message in it. */
export function takesThreads(type: ChannelType): boolean {
  return PARENTS.has(type);
}

export function isThread(type: ChannelType): boolean {
  return THREADS.has(type);
}

/**
 * What a member may do in a channel, by Discord's own order: owner, administrator, roles, then overwrites for everyone,
 * for roles, for the member. Who cannot see a channel can do nothing in it.
 */
export function permissionsIn(guild: GuildFacts, channel: ChannelFacts, member: MemberFacts, now: number): bigint {
  const granted = grantedIn(guild, channel, member);
  switch (hindranceIn(guild, channel, member, now)) {
    case undefined:
      return granted;
    case 'timedOut':
      return granted & WHEN_TIMED_OUT;
    default:
      return NOTHING;
  }
}

/** What keeps a member out of a channel as a whole, whatever else is granted there. */
export type Hindrance = 'ViewChannel' | 'Connect' | 'timedOut';

export function hindranceIn(
  guild: GuildFacts,
  channel: ChannelFacts,
  member: MemberFacts,
  now: number,
): Hindrance | undefined {
  const granted = grantedIn(guild, channel, member);
  if (granted === EVERYTHING) return undefined;
  if (!(granted & Flags.ViewChannel)) return 'ViewChannel';
  // The text chat of a voice channel is closed to those who may not join it.
  if (VOICE.has(channel.type) && !(granted & Flags.Connect)) return 'Connect';
  return member.timedOutUntil !== null && member.timedOutUntil > now ? 'timedOut' : undefined;
}

function grantedIn(guild: GuildFacts, channel: ChannelFacts, member: MemberFacts): bigint {
  if (member.id === guild.ownerId) return EVERYTHING;
  const base = guild.roles
    .filter(({ id }) => id === guild.id || member.roleIds.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, NOTHING);
  if (base & Flags.Administrator) return EVERYTHING;

  const everyone = channel.overwrites.filter(({ id }) => id === guild.id);
  const roles = channel.overwrites.filter(({ id }) => id !== guild.id && member.roleIds.includes(id));
  const own = channel.overwrites.filter(({ id }) => id === member.id);
  return [everyone, roles, own].reduce(applyOverwrites, base);
}

/** Overwrites of one rank together: what one of them allows stands against what another denies. */
function applyOverwrites(permissions: bigint, overwrites: readonly Overwrite[]): bigint {
  const deny = overwrites.reduce((sum, overwrite) => sum | overwrite.deny, NOTHING);
  const allow = overwrites.reduce((sum, overwrite) => sum | overwrite.allow, NOTHING);
  return (permissions & ~deny) | allow;
}
