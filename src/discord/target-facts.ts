import { type ChannelType, Routes } from 'discord.js';
import { z } from 'zod';
import { callDiscord } from './call-discord.ts';
import type { GuildFacts, MemberFacts, Overwrite } from './permissions.ts';
import type { DiscordRest } from './rest.ts';
import { httpStatus } from './rest-error.ts';

const bitsSchema = z.string().regex(/^\d+$/).transform(BigInt);

const guildSchema = z.object({
  id: z.string(),
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bitsSchema })),
});

const channelSchema = z.object({
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bitsSchema, deny: bitsSchema })).default([]),
  thread_metadata: z.object({ locked: z.boolean().default(false) }).optional(),
});

const memberSchema = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

export interface ChannelRecord {
  type: ChannelType;
  guildId: string | undefined;
  parentId: string | undefined;
  overwrites: readonly Overwrite[];
  isLocked: boolean;
}

/** `hidden`: it exists, but is closed to the bot. */
export type Absence = 'hidden' | 'gone';

export async function readGuild(
  rest: DiscordRest,
  guildId: string,
  signal: AbortSignal,
): Promise<GuildFacts | Absence> {
  const raw = await read(rest, Routes.guild(guildId), guildSchema, signal);
  return typeof raw === 'string' ? raw : { id: raw.id, ownerId: raw.owner_id, roles: raw.roles };
}

export async function readChannel(
  rest: DiscordRest,
  channelId: string,
  signal: AbortSignal,
): Promise<ChannelRecord | Absence> {
  const raw = await read(rest, Routes.channel(channelId), channelSchema, signal);
  if (typeof raw === 'string') return raw;
  return {
    type: raw.type,
    guildId: raw.guild_id,
    parentId: raw.parent_id ?? undefined,
    overwrites: raw.permission_overwrites,
    isLocked: raw.thread_metadata?.locked ?? false,
  };
}

export async function readMember(
  rest: DiscordRest,
  guildId: string,
  memberId: string,
  signal: AbortSignal,
): Promise<MemberFacts | Absence> {
  const raw = await read(rest, Routes.guildMember(guildId, memberId), memberSchema, signal);
  if (typeof raw === 'string') return raw;
  const until = raw.communication_disabled_until;
  return { id: memberId, roleIds: raw.roles, timedOutUntil: until ? Date.parse(until) : null };
}

function read<Schema extends z.ZodType>(
  rest: DiscordRest,
  route: `/${string}`,
  schema: Schema,
  signal: AbortSignal,
): Promise<z.output<Schema> | Absence> {
  return callDiscord('repeatable', signal, async (callSignal) => {
    try {
      return schema.parse(await rest.repeatable.get(route, { signal: callSignal }));
    } catch (error) {
      const status = httpStatus(error);
      if (status === 403) return 'hidden';
      if (status === 404) return 'gone';
      throw error;
    }
  });
}
