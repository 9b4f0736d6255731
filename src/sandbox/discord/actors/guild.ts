import { addChannel, addThread, FORUMS, forumRecord, overwriteRecords } from '../channels.ts';
import type { PremiumTier } from '../limits.ts';
import { memberPermissions, botPermissions as usualBotPermissions } from '../permissions.ts';
import type { ChannelRecord, GuildRecord, MemberRecord, RoleRecord, UserRecord, World } from '../records.ts';
import { isLasting, removeRole } from '../roles.ts';
import type { MemberOptions, SandboxChannel, SandboxGuild, SandboxMember } from '../types.ts';
import type { Stage } from './interact.ts';
import { createMember } from './member.ts';

export interface GuildOptions {
  name?: string;
  tier?: PremiumTier;
  owner?: MemberOptions;
  /** Of the bot's own role, which is all that it has: @everyone grants nothing in a sandbox guild. */
  botPermissions?: bigint;
}

/** A server with its owner, a role for members, and the bot in it. */
export function createGuild(
  stage: Stage,
  channelView: (channel: ChannelRecord) => SandboxChannel,
  {
    name = 'Stand-in server',
    tier = 0,
    owner: ownerOptions = { name: 'Owner' },
    botPermissions = usualBotPermissions,
  }: GuildOptions,
): SandboxGuild {
  const { world } = stage;
  const id = world.nextId();
  const guild: GuildRecord = {
    id,
    name,
    ownerId: '',
    tier,
    listed: true,
    systemChannelId: null,
    roles: new Map(),
    members: new Map(),
    commandAccess: new Map(),
  };
  world.guilds.set(id, guild);
  const members: SandboxMember[] = [];

  addRole(world, guild, { id, name: '@everyone', permissions: 0n });
  const memberRole = addRole(world, guild, { name: 'Members', permissions: memberPermissions });
  const botRole = addRole(world, guild, { name: world.bot.name, permissions: botPermissions, managed: true });

  const inviteBot = () => void addMemberRecord(world, guild, world.bot, [botRole.id]);

  const addMember = (options: MemberOptions): SandboxMember => {
    const user = world.users.get(options.user?.id ?? '') ?? addUser(world, options);
    const roleIds = (options.roles ?? []).map((role) => (typeof role === 'string' ? role : role.id));
    const record = addMemberRecord(world, guild, user, [memberRole.id, ...roleIds], options.uploadLimit);
    const member = createMember(stage, guild, record);
    members.push(member);
    return member;
  };

  const owner = addMember(ownerOptions);
  guild.ownerId = owner.id;
  inviteBot();

  return {
    id,
    name,
    owner,
    get channels() {
      return [...world.channels.values()].filter(({ guildId }) => guildId === id).map(channelView);
    },
    get members() {
      return members.filter((member) => guild.members.has(member.id));
    },
    get roles() {
      return [...guild.roles.values()].map((role) => ({ id: role.id, name: role.name }));
    },
    get tier() {
      return guild.tier;
    },
    addChannel: ({ name: channelName, overwrites = [], type, forum }) =>
      channelView(
        addChannel(world, {
          kind: 'text',
          type,
          name: channelName,
          guildId: id,
          overwrites: overwriteRecords(overwrites),
          forum: FORUMS.has(type ?? 0) ? forumRecord(world, forum ?? {}) : undefined,
        }),
      ),
    addThread({ name: threadName, parent, isPrivate = false, members: joined = [] }) {
      const record = world.channels.get(parent.id);
      if (record?.kind !== 'text') throw new Error('a thread needs a text channel');
      const thread = addThread(world, record, { name: threadName, ownerId: guild.ownerId, privateThread: isPrivate });
      for (const member of joined) thread.threadMembers.add(member.id);
      return channelView(thread);
    },
    addRole: ({ name: roleName, permissions = 0n }) => {
      const role = addRole(world, guild, { name: roleName, permissions });
      return { id: role.id, name: role.name };
    },
    deleteRole(role) {
      if (isLasting(guild, role.id)) throw new Error('this role is not deleted by itself');
      removeRole(world, guild, role.id);
    },
    setCommandAccess(command, access) {
      guild.commandAccess.set(command, access);
      world.events.emit({ type: 'commandsChanged', guildId: id });
    },
    addMember,
    setTier(next) {
      guild.tier = next;
    },
    setBotPermissions(permissions) {
      botRole.permissions = permissions;
    },
    timeOutBot(until) {
      const bot = guild.members.get(world.bot.id);
      if (bot) bot.timedOutUntil = until;
    },
    kickBot() {
      guild.members.delete(world.bot.id);
      world.events.emit({ type: 'membersChanged', guildId: id });
    },
    inviteBot,
    setListed(listed) {
      guild.listed = listed;
    },
    setSystemChannel(channel) {
      guild.systemChannelId = channel?.id ?? null;
    },
  };
}

function addUser(world: World, { name, locale = 'en-US', dmsClosed = false }: MemberOptions): UserRecord {
  const user: UserRecord = { id: world.nextId(), name, bot: false, locale, dmsClosed };
  world.users.set(user.id, user);
  return user;
}

function addRole(
  world: World,
  guild: GuildRecord,
  { id = world.nextId(), managed = false, ...role }: Pick<RoleRecord, 'name' | 'permissions'> & Partial<RoleRecord>,
): RoleRecord {
  const record: RoleRecord = { id, managed, ...role };
  guild.roles.set(id, record);
  return record;
}

function addMemberRecord(
  world: World,
  guild: GuildRecord,
  user: UserRecord,
  roleIds: string[],
  uploadLimit = 0,
): MemberRecord {
  const member: MemberRecord = { user, roleIds, joinedAt: world.clock.now(), timedOutUntil: undefined, uploadLimit };
  guild.members.set(user.id, member);
  world.events.emit({ type: 'membersChanged', guildId: guild.id });
  return member;
}
