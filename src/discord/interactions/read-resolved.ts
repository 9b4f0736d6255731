import type { ChannelType } from 'discord.js';
import { z } from 'zod';
import type { Resolved, ResolvedChannel, ResolvedRole, ResolvedUser } from './interaction-context.ts';
import { readAttachment } from './read-fields.ts';
import { readMessage } from './read-message.ts';

const groupSchema = z.record(z.string(), z.unknown()).catch({}).default({});
const resolvedSchema = z.object({
  users: groupSchema,
  members: groupSchema,
  roles: groupSchema,
  channels: groupSchema,
  messages: groupSchema,
  attachments: groupSchema,
});

const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().default(false),
});
const memberSchema = z.object({
  nick: z.string().nullish(),
  roles: z.array(z.string()),
  permissions: z.string().default('0'),
});
const roleSchema = z.object({
  id: z.string(),
  name: z.string(),
  permissions: z.string().default('0'),
  managed: z.boolean().default(false),
});
const channelSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  type: z.number(),
  parent_id: z.string().nullish(),
  permissions: z.string().default('0'),
  app_permissions: z.string().optional(),
});

const nothing: Resolved = {
  users: new Map(),
  roles: new Map(),
  channels: new Map(),
  messages: new Map(),
  attachments: new Map(),
};

/** What came with the ids of an interaction, in our own words; what is of an unknown shape is left out. */
export function readResolved(raw: unknown): Resolved {
  const { data } = resolvedSchema.safeParse(raw);
  if (!data) return nothing;
  return {
    users: byId(data.users, (user, id) =>
      readUser(user, Object.hasOwn(data.members, id) ? data.members[id] : undefined),
    ),
    roles: byId(data.roles, readRole),
    channels: byId(data.channels, readChannel),
    messages: byId(data.messages, readMessage),
    attachments: byId(data.attachments, readAttachment),
  };
}

/** The bits of a permission field, which Discord writes as a decimal number. */
export function permissionBits(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}

function byId<One extends { id: string }>(
  group: Readonly<Record<string, unknown>>,
  read: (raw: unknown, id: string) => readonly One[],
): ReadonlyMap<string, One> {
  return new Map(Object.entries(group).flatMap(([id, raw]) => read(raw, id).map((one) => [one.id, one] as const)));
}

function readUser(rawUser: unknown, rawMember: unknown): ResolvedUser[] {
  const { data: user } = userSchema.safeParse(rawUser);
  if (!user) return [];
  const { data: member } = memberSchema.safeParse(rawMember);
  return [
    {
      id: user.id,
      name: member?.nick ?? user.global_name ?? user.username,
      isBot: user.bot,
      member: member ? { roleIds: member.roles, permissions: permissionBits(member.permissions) } : null,
    },
  ];
}

function readRole(raw: unknown): ResolvedRole[] {
  const { data: role } = roleSchema.safeParse(raw);
  if (!role) return [];
  const { id, name, managed: isManaged } = role;
  return [{ id, name, permissions: permissionBits(role.permissions), isManaged }];
}

function readChannel(raw: unknown): ResolvedChannel[] {
  const { data: channel } = channelSchema.safeParse(raw);
  if (!channel) return [];
  return [
    {
      id: channel.id,
      name: channel.name ?? '',
      type: channel.type as ChannelType,
      parentId: channel.parent_id ?? null,
      permissions: permissionBits(channel.permissions),
      appPermissions: channel.app_permissions === undefined ? null : permissionBits(channel.app_permissions),
    },
  ];
}
