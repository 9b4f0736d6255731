import { ApplicationCommandType, ChannelType, ComponentType, InteractionType } from 'discord.js';
import { z } from 'zod';
import { isThread, isVoice } from '../permissions/permissions.ts';
import { snowflakeSchema } from '../snowflake.ts';
import { type CustomId, parseCustomId } from './custom-id.ts';
import type { InteractionContext, InteractionRef, Resolved } from './interaction-context.ts';
import { type Field, readModalFields } from './read-fields.ts';
import { readOptions } from './read-options.ts';
import { permissionBits, readResolved } from './read-resolved.ts';

/** Discord keeps a token for 15 minutes; a minute is left for what is under way. */
const TOKEN_LIFE_MS = 14 * 60_000;

/** It becomes a part of addresses, as ids do: nothing else can stand in its place. */
const token = z.string().regex(/^[\w.=+-]{1,2000}$/);

const interactionSchema = z.object({
  id: snowflakeSchema,
  application_id: snowflakeSchema,
  token,
  type: z.number(),
  guild_id: snowflakeSchema.optional(),
  channel_id: snowflakeSchema.optional(),
  channel: z.object({ type: z.number(), parent_id: snowflakeSchema.nullish() }).optional(),
  member: z
    .object({
      user: z.object({ id: snowflakeSchema, username: z.string(), global_name: z.string().nullish() }),
      nick: z.string().nullish(),
      roles: z.array(snowflakeSchema),
      permissions: z.string().default('0'),
      joined_at: z.string().nullish(),
    })
    .optional(),
  app_permissions: z.string().default('0'),
  attachment_size_limit: z.number().default(0),
  locale: z.string().default('en-US'),
  data: z
    .object({
      name: z.string().max(100).optional(),
      type: z.number().optional(),
      target_id: z.string().max(100).optional(),
      custom_id: z.string().max(200).optional(),
      component_type: z.number().optional(),
      values: z.array(z.string()).optional(),
      options: z.unknown().optional(),
      components: z.unknown().optional(),
      resolved: z.unknown().optional(),
    })
    .optional(),
});

type RawInteraction = z.output<typeof interactionSchema>;

export type InteractionKind = 'slash' | 'autocomplete' | 'menu' | 'button' | 'select' | 'modal';

/** An interaction in our own words: what it is, who answers it, and the values that came with it. */
export interface Incoming {
  kind: InteractionKind;
  /** A command's name, or a custom id. */
  name: string;
  customId: CustomId | undefined;
  values: Readonly<Record<string, Field>>;
  call: Omit<InteractionContext, 'input' | 'draft' | 'job' | 'settings' | 'block' | 'lastStyles' | 'log'>;
}

export type ReadInteraction =
  | { kind: 'incoming'; incoming: Incoming }
  /** From a direct message: no guild, no member. */
  | { kind: 'outside'; interaction: InteractionRef; locale: string }
  | { kind: 'unreadable'; id: string | undefined };

/** Copies what is needed out of a raw gateway payload. Never throws. */
export function readInteraction(payload: unknown, now: number): ReadInteraction {
  const parsed = interactionSchema.safeParse(payload);
  if (!parsed.success) return { kind: 'unreadable', id: idOf(payload) };
  const raw = parsed.data;
  const interaction = {
    id: raw.id,
    applicationId: raw.application_id,
    token: raw.token,
    expiresAt: now + TOKEN_LIFE_MS,
    receivedAt: now,
  };
  const { guild_id: guildId, channel_id: channelId, member } = raw;
  if (guildId === undefined || channelId === undefined || !member) {
    return { kind: 'outside', interaction, locale: raw.locale };
  }
  const resolved = readResolved(raw.data?.resolved);
  const what = whatOf(raw, resolved);
  if (!what) return { kind: 'unreadable', id: raw.id };
  const { subcommand = null, focused = null, ...rest } = what;
  const call = {
    interaction,
    guildId,
    channelId,
    ...placeOf(raw.channel),
    member: {
      id: member.user.id,
      name: member.nick ?? member.user.global_name ?? member.user.username,
      roleIds: member.roles,
      permissions: permissionBits(member.permissions),
      joinedAt: momentOf(member.joined_at),
    },
    appPermissions: permissionBits(raw.app_permissions),
    attachmentSizeLimit: raw.attachment_size_limit,
    locale: raw.locale,
    id: rest.customId?.id ?? null,
    fingerprint: rest.customId?.fingerprint ?? null,
    resolved,
    subcommand,
    focused,
  };
  return { kind: 'incoming', incoming: { ...rest, call } };
}

type What = Omit<Incoming, 'call'> & Partial<Pick<InteractionContext, 'subcommand' | 'focused'>>;

function whatOf({ type, data = {} }: RawInteraction, resolved: Resolved): What | undefined {
  const { name = '', custom_id: customIdText = '' } = data;
  const customId = parseCustomId(customIdText);
  switch (type) {
    case InteractionType.ApplicationCommand:
      if (data.type === ApplicationCommandType.ChatInput) {
        return {
          kind: 'slash',
          name,
          customId: undefined,
          ...readOptions(data.options, resolved.attachments),
        };
      }
      return {
        kind: 'menu',
        name,
        customId: undefined,
        values: aboutMessage(data.target_id ?? '', resolved),
      };
    case InteractionType.ApplicationCommandAutocomplete:
      return { kind: 'autocomplete', name, customId: undefined, ...readOptions(data.options, new Map()) };
    case InteractionType.MessageComponent:
      return data.component_type === ComponentType.Button
        ? { kind: 'button', name: customIdText, customId, values: {} }
        : { kind: 'select', name: customIdText, customId, values: { values: data.values ?? [] } };
    case InteractionType.ModalSubmit: {
      const values = readModalFields(data.components, resolved.attachments);
      return { kind: 'modal', name: customIdText, customId, values };
    }
    default:
      return undefined;
  }
}

/** What a command in a message's menu is about. */
function aboutMessage(targetId: string, { messages }: Resolved): Incoming['values'] {
  const { attachments = [], authorId = '', customIds = [] } = messages.get(targetId) ?? {};
  return { targetId, attachments, authorId, customIds };
}

/** Other channels have parents as well: the categories that they are sorted into. */
function placeOf(channel: RawInteraction['channel']): Pick<InteractionContext, 'channelKind' | 'parentChannelId'> {
  if (channel === undefined) return { channelKind: 'channel', parentChannelId: null };
  if (isThread(channel.type)) {
    const channelKind = channel.type === ChannelType.PrivateThread ? 'privateThread' : 'thread';
    return { channelKind, parentChannelId: channel.parent_id ?? null };
  }
  return { channelKind: isVoice(channel.type) ? 'voice' : 'channel', parentChannelId: null };
}

function momentOf(text: string | null | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

function idOf(payload: unknown): string | undefined {
  return z.object({ id: z.string().regex(/^\d{1,20}$/) }).safeParse(payload).data?.id;
}
