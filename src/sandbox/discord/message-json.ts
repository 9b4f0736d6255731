import type { FileRecord } from './files.ts';
import type { MessageRecord, World } from './records.ts';
import { userJson } from './serialise.ts';
import type { Json } from './types.ts';

/** The component that shows a file. */
const FILE = 13;

/** The bits of a message's `flags` that this stand-in knows. */
export const messageFlags = { ephemeral: 1 << 6, loading: 1 << 7, voice: 1 << 13, componentsV2: 1 << 15 } as const;

export function attachmentJson(world: World, file: FileRecord): Json {
  const url = world.files.link(file);
  return {
    id: file.id,
    filename: file.filename,
    ...(file.title !== undefined && { title: file.title }),
    ...(file.description !== undefined && { description: file.description }),
    content_type: file.contentType,
    size: file.data.byteLength,
    url,
    proxy_url: url,
    ...(file.ephemeral && { ephemeral: true }),
    ...(file.voice && { duration_secs: file.voice.durationSeconds, waveform: file.voice.waveform }),
  };
}

export function messageJson(world: World, message: MessageRecord): Json {
  const { channel } = message;
  return {
    id: message.id,
    channel_id: channel.id,
    type: message.reference ? 19 : message.interaction?.type === 2 ? 20 : 0,
    author: userJson(message.author),
    content: message.content,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    tts: false,
    mention_everyone: false,
    mentions: message.pings.flatMap((id) => world.users.get(id) ?? []).map(userJson),
    mention_roles: [],
    attachments: listedFiles(world, message).map((file) => attachmentJson(world, file)),
    embeds: withLinks(world, message, message.embeds),
    components: withLinks(world, message, message.components),
    reactions: reactionsJson(world, message),
    pinned: message.pinned === true,
    flags: message.flags,
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.author.bot && { application_id: world.applicationId }),
    ...(message.interaction && { webhook_id: world.applicationId, ...interactionJson(world, message) }),
    ...(message.snapshot && {
      message_reference: { type: 1, message_id: message.snapshot.id, channel_id: message.snapshot.channel.id },
      message_snapshots: [{ message: snapshotJson(messageJson(world, message.snapshot)) }],
    }),
    ...(message.reference && {
      message_reference: {
        type: 0,
        message_id: message.reference.messageId,
        channel_id: message.reference.channelId,
        ...(channel.guildId !== undefined && { guild_id: channel.guildId }),
      },
    }),
  };
}

/** Who wrote it is not among what Discord passes on. */
function snapshotJson({
  type,
  content,
  timestamp,
  edited_timestamp,
  flags,
  attachments,
  embeds,
  components,
}: Json): Json {
  return { type, content, timestamp, edited_timestamp, flags, mentions: [], attachments, embeds, components };
}

/** What other bots show by components need not be listed as well. */
function listedFiles(world: World, { author, flags, attachments }: MessageRecord): readonly FileRecord[] {
  return author !== world.bot && (flags & messageFlags.componentsV2) !== 0 ? [] : attachments;
}

function interactionJson(world: World, { interaction }: MessageRecord): Json {
  const user = world.users.get(interaction?.userId ?? '');
  if (!interaction || !user) return {};
  return {
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      user: userJson(user),
      authorizing_integration_owners: {},
    },
  };
}

function reactionsJson(world: World, message: MessageRecord): Json[] {
  return [...message.reactions].map(([emoji, users]) => ({
    count: users.size,
    count_details: { burst: 0, normal: users.size },
    me: users.has(world.bot.id),
    me_burst: false,
    burst_colors: [],
    emoji: { id: null, name: emoji },
  }));
}

/** Discord answers media that were given as `attachment://name` with their real links. */
function withLinks(world: World, message: MessageRecord, items: readonly Json[]): Json[] {
  return items.map((item) => linked(world, message, item) as Json);
}

function linked(world: World, message: MessageRecord, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => linked(world, message, item));
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, linked(world, message, child)]));
  const shown =
    mapped.type === FILE ? attachedFile(message, (value as { file?: { url?: unknown } }).file?.url) : undefined;
  if (shown) return { ...mapped, name: shown.filename, size: shown.data.byteLength };
  const file = attachedFile(message, mapped.url);
  if (!file) return mapped;
  const url = world.files.link(file);
  return { ...mapped, url, proxy_url: url, content_type: file.contentType, attachment_id: file.id };
}

function attachedFile(message: MessageRecord, url: unknown): FileRecord | undefined {
  if (typeof url !== 'string' || !url.startsWith('attachment://')) return undefined;
  const name = url.slice('attachment://'.length);
  return message.attachments.find(({ filename }) => filename === name);
}
