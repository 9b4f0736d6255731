import { permissionsIn } from './permissions.ts';
import type {
  ChannelRecord,
  ForumRecord,
  GuildRecord,
  MemberRecord,
  RoleRecord,
  UserRecord,
  World,
} from './records.ts';
import type { Json } from './types.ts';

const CHANNEL_TYPES = { text: 0, dm: 1, thread: 11 } as const;
const PRIVATE_THREAD = 12;
const REQUIRE_TAG = 1 << 4;

export function userJson(user: UserRecord): Json {
  return {
    id: user.id,
    username: user.name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_'),
    global_name: user.bot ? null : user.name,
    discriminator: user.bot ? '0001' : '0',
    avatar: null,
    bot: user.bot,
    public_flags: 0,
  };
}

export function roleJson(role: RoleRecord, position: number): Json {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.managed,
    mentionable: false,
    flags: 0,
  };
}

export function memberJson(member: MemberRecord): Json {
  return {
    user: userJson(member.user),
    nick: null,
    avatar: null,
    roles: member.roleIds,
    joined_at: new Date(member.joinedAt).toISOString(),
    premium_since: null,
    communication_disabled_until:
      member.timedOutUntil === undefined ? null : new Date(member.timedOutUntil).toISOString(),
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

export function guildJson(guild: GuildRecord): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: guild.ownerId,
    premium_tier: guild.tier,
    premium_subscription_count: 0,
    roles: [...guild.roles.values()].map(roleJson),
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: 'en-US',
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    system_channel_id: guild.systemChannelId,
    system_channel_flags: 0,
    premium_progress_bar_enabled: false,
  };
}

function channelType(channel: ChannelRecord): number {
  return channel.type ?? (channel.privateThread ? PRIVATE_THREAD : CHANNEL_TYPES[channel.kind]);
}

const PINNED = 1 << 1;

export function channelJson(channel: ChannelRecord): Json {
  const lastMessageId = [...channel.messages.keys()].at(-1) ?? null;
  const common = { id: channel.id, type: channelType(channel), last_message_id: lastMessageId, flags: 0 };
  if (channel.kind === 'dm') return { ...common, recipients: channel.recipient ? [userJson(channel.recipient)] : [] };
  const inGuild = {
    ...common,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
    rate_limit_per_user: 0,
  };
  if (channel.kind === 'text') {
    const shown = { ...inGuild, position: 0, topic: null, nsfw: false, permission_overwrites: overwritesJson(channel) };
    return { ...shown, ...(channel.forum && forumJson(channel.forum)) };
  }
  return {
    ...inGuild,
    owner_id: channel.ownerId,
    flags: channel.pinned ? PINNED : 0,
    message_count: countedMessages(channel),
    applied_tags: channel.appliedTags,
    member_count: channel.threadMembers.size,
    thread_metadata: {
      archived: channel.archived,
      locked: channel.locked,
      auto_archive_duration: channel.archiveMinutes,
      archive_timestamp: new Date(channel.archiveChangedAt).toISOString(),
    },
  };
}

/** The first message of a post, which has the id of its thread, does not count; what one member alone sees is not there. */
function countedMessages({ id, messages }: ChannelRecord): number {
  return [...messages.values()].filter((message) => message.id !== id && message.ephemeralFor === undefined).length;
}

function forumJson({ tags, requiresTag }: ForumRecord): Json {
  return {
    flags: requiresTag ? REQUIRE_TAG : 0,
    available_tags: tags.map((tag) => ({ ...tag, emoji_id: null, emoji_name: null })),
    default_reaction_emoji: null,
    default_sort_order: null,
  };
}

/** A channel as it stands in interactions: with what the member and the bot may do there. */
export function partialChannelJson(world: World, channel: ChannelRecord, userId: string): Json {
  const guild = world.guilds.get(channel.guildId ?? '');
  const json = channelJson(channel);
  if (!guild) return json;
  return {
    ...json,
    permissions: String(permissionsIn(world, guild, channel, userId)),
    app_permissions: String(permissionsIn(world, guild, channel, world.bot.id)),
  };
}

function overwritesJson(channel: ChannelRecord): Json[] {
  return channel.overwrites.map(({ id, type, allow, deny }) => ({
    id,
    type: type === 'role' ? 0 : 1,
    allow: String(allow),
    deny: String(deny),
  }));
}
