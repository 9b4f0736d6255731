import { ChannelFlags, type ChannelType, Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Freshness } from '../port.ts';
import type { ForumTag } from '../posting/choose-tag.ts';
import { callDiscord } from '../rest/call-discord.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { httpStatus } from '../rest/rest-error.ts';
import { type GuildFacts, isThread, type MemberFacts, type Overwrite } from './permissions.ts';
import { createTtlCache } from './ttl-cache.ts';

const bitsSchema = z.string().regex(/^\d+$/).transform(BigInt);

const guildSchema = z.object({
  id: z.string(),
  name: z.string().default(''),
  owner_id: z.string(),
  premium_tier: z.number().default(0),
  system_channel_id: z.string().nullish(),
  roles: z.array(z.object({ id: z.string(), permissions: bitsSchema })),
});

const channelSchema = z.object({
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: bitsSchema, deny: bitsSchema })).default([]),
  thread_metadata: z.object({ locked: z.boolean().default(false) }).optional(),
  flags: z.number().default(0),
  available_tags: z
    .array(z.object({ id: z.string(), name: z.string(), moderated: z.boolean().default(false) }))
    .default([]),
});

const channelsSchema = z.array(z.object({ id: z.string() }));

const memberSchema = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

export interface GuildRecord extends GuildFacts {
  name?: string;
  /** Of its boosts, 0 to 3. */
  tier: number;
  /** Where Discord itself says who has joined; null where the server has no such channel. */
  systemChannelId?: string | null;
}

export interface ChannelRecord {
  type: ChannelType;
  guildId: string | undefined;
  parentId: string | undefined;
  overwrites: readonly Overwrite[];
  isLocked: boolean;
  /** Of a forum. */
  tags: readonly ForumTag[];
  requiresTag: boolean;
}

/** `hidden`: it exists, but is closed to the bot. */
export type Absence = 'hidden' | 'gone';

/** What Discord says about where a cover is to be posted. Rejects with `DiscordError`. */
export interface TargetFacts {
  guild(guildId: string, freshness: Freshness, signal: AbortSignal): Promise<GuildRecord | Absence>;
  channel(channelId: string, freshness: Freshness, signal: AbortSignal): Promise<ChannelRecord | Absence>;
  /**
   * The ids of a guild's channels, those too that are closed to the bot; threads are not among them. Empty where the bot is not in
   * the guild.
   */
  channelIdsOf(guildId: string, freshness: Freshness, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** A guild's channels, those too that are closed to the bot; threads are not among them. Always read anew. */
  channelsOf(guildId: string, signal: AbortSignal): Promise<ChannelRecord[]>;
  member(guildId: string, memberId: string, freshness: Freshness, signal: AbortSignal): Promise<MemberFacts | Absence>;
  /** Whether a member has joined a thread, or was brought into it. */
  isInThread(threadId: string, memberId: string, freshness: Freshness, signal: AbortSignal): Promise<boolean>;
}

const LIFE_MS = 10 * 60_000;
/** Of each kind. */
const MAXIMUM = 1_000;

/** Remembers for ten minutes what it has read; that something is not there is remembered as well. */
export function createTargetFacts({ rest, clock }: { rest: DiscordRest; clock: Clock }): TargetFacts {
  const options = { clock, lifeMs: LIFE_MS, maximum: MAXIMUM };
  const guilds = createTtlCache<GuildRecord | Absence>(options);
  const channels = createTtlCache<ChannelRecord | Absence>(options);
  const channelIds = createTtlCache<ReadonlySet<string>>(options);
  const members = createTtlCache<MemberFacts | Absence>(options);
  const joined = createTtlCache<boolean>(options);

  const get = <Schema extends z.ZodType>(route: `/${string}`, schema: Schema, signal: AbortSignal) =>
    callDiscord('repeatable', signal, async (callSignal): Promise<z.output<Schema> | Absence> => {
      try {
        return schema.parse(await rest.repeatable.get(route, { signal: callSignal }));
      } catch (error) {
        const status = httpStatus(error);
        if (status === 403) return 'hidden';
        if (status === 404) return 'gone';
        throw error;
      }
    });

  return {
    guild: (guildId, freshness, signal) =>
      guilds.get(guildId, freshness, async () => {
        const raw = await get(Routes.guild(guildId), guildSchema, signal);
        if (typeof raw === 'string') return raw;
        const { id, name, owner_id: ownerId, roles, premium_tier: tier } = raw;
        return { id, name, ownerId, roles, tier, systemChannelId: raw.system_channel_id ?? null };
      }),

    channel: (channelId, freshness, signal) =>
      channels.get(channelId, freshness, async () => {
        const raw = await get(Routes.channel(channelId), channelSchema, signal);
        return typeof raw === 'string' ? raw : channelOf(raw);
      }),

    channelIdsOf: (guildId, freshness, signal) =>
      channelIds.get(guildId, freshness, async () => {
        const raw = await get(Routes.guildChannels(guildId), channelsSchema, signal);
        return new Set(typeof raw === 'string' ? [] : raw.map(({ id }) => id));
      }),

    channelsOf: async (guildId, signal) => {
      const raw = await get(Routes.guildChannels(guildId), z.array(channelSchema), signal);
      return typeof raw === 'string' ? [] : raw.map(channelOf);
    },

    member: (guildId, memberId, freshness, signal) =>
      members.get(`${guildId} ${memberId}`, freshness, async () => {
        const raw = await get(Routes.guildMember(guildId, memberId), memberSchema, signal);
        if (typeof raw === 'string') return raw;
        const until = raw.communication_disabled_until;
        return { id: memberId, roleIds: raw.roles, timedOutUntil: until ? Date.parse(until) : null };
      }),

    isInThread: (threadId, memberId, freshness, signal) =>
      joined.get(`${threadId} ${memberId}`, freshness, async () => {
        const raw = await get(Routes.threadMembers(threadId, memberId), z.object({}), signal);
        return typeof raw !== 'string';
      }),
  };
}

function channelOf(raw: z.output<typeof channelSchema>): ChannelRecord {
  return {
    type: raw.type,
    guildId: raw.guild_id,
    parentId: raw.parent_id ?? undefined,
    overwrites: raw.permission_overwrites,
    isLocked: raw.thread_metadata?.locked ?? false,
    tags: raw.available_tags.map(({ id, name, moderated }) => ({ id, name, isModerated: moderated })),
    requiresTag: (raw.flags & ChannelFlags.RequireTag) !== 0,
  };
}

/** A channel with the overwrites that count for it: a thread has none of its own and takes its parent's. */
export async function channelFacts(
  facts: TargetFacts,
  channelId: string,
  freshness: Freshness,
  signal: AbortSignal,
): Promise<ChannelRecord | Absence> {
  const channel = await facts.channel(channelId, freshness, signal);
  if (typeof channel === 'string' || !isThread(channel.type) || channel.parentId === undefined) return channel;
  const parent = await facts.channel(channel.parentId, freshness, signal);
  return typeof parent === 'string' ? parent : { ...channel, overwrites: parent.overwrites };
}
