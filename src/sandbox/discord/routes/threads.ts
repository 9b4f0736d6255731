import { z } from 'zod';
import { channelFor, guildFor, mayBot, messageFor, requirePermissions } from '../access.ts';
import { refuse, refuseForm } from '../api-error.ts';
import { addThread, removeChannel, setArchived } from '../channels.ts';
import { createForumPost } from '../forum-posts.ts';
import { limits } from '../limits.ts';
import type { ChannelRecord, World } from '../records.ts';
import { channelJson } from '../serialise.ts';
import { compareIds } from '../snowflake.ts';
import type { Json } from '../types.ts';
import { parseForm } from '../validation/form.ts';
import { type Call, created, ok, type Reply, type Route } from './route.ts';

const CATEGORY = 4;
const PRIVATE_THREAD = 12;
const PINNED = 1 << 1;

const name = z.string().trim().min(1).max(limits.thread.name);
const archiveMinutes = z.literal([60, 1440, 4320, 10_080]);
const threadSchema = z.object({ name, type: z.int().optional(), auto_archive_duration: archiveMinutes.optional() });
const changesSchema = z.object({
  name: name.optional(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
  flags: z.int().optional(),
  auto_archive_duration: archiveMinutes.optional(),
});

/** Starting threads, listing them, waking them, and who is in them. */
export function threadRoutes(world: World): Route[] {
  const start = (call: Call): Reply => {
    const { params, body } = call;
    const parent = channelFor(world, params.channelId);
    if (parent.forum) return created(createForumPost(world, parent, parent.forum, call));
    if (parent.kind !== 'text' || parent.type === CATEGORY) refuse('wrongChannelType');
    const message = params.messageId === undefined ? undefined : messageFor(parent, params.messageId);
    const { name: threadName, type, auto_archive_duration: minutes } = parseForm(threadSchema, body);
    const privateThread = !message && type === PRIVATE_THREAD;
    requirePermissions(world, parent, privateThread ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS');
    // A thread started from a message has that message's id.
    if (message && world.channels.has(message.id)) refuse('threadExists');
    const thread = addThread(world, parent, {
      name: threadName,
      ownerId: world.bot.id,
      privateThread,
      ...(minutes !== undefined && { archiveMinutes: minutes }),
      ...(message && { id: message.id }),
    });
    return created(channelJson(thread));
  };

  const listActive = ({ params }: Call): Reply => {
    const guild = guildFor(world, params.guildId);
    const threads = [...world.channels.values()]
      .filter(({ kind, guildId, archived }) => kind === 'thread' && guildId === guild.id && !archived)
      .filter((thread) => mayBot(world, thread, 'VIEW_CHANNEL'))
      .sort((left, right) => compareIds(right.id, left.id));
    const joined = threads.filter(({ threadMembers }) => threadMembers.has(world.bot.id));
    return ok({
      threads: threads.map((thread) => channelJson(thread)),
      members: joined.map((thread) => threadMemberJson(thread, world.bot.id)),
    });
  };

  const listArchived = ({ params, query }: Call): Reply => {
    const parent = channelFor(world, params.channelId);
    requirePermissions(world, parent, 'READ_MESSAGE_HISTORY');
    const limit = query.limit === undefined ? limits.thread.listed : Number(query.limit);
    if (!Number.isInteger(limit) || limit < 2 || limit > limits.thread.listed) {
      refuseForm(['limit'], 'NUMBER_TYPE_MAX', `int value should be between 2 and ${limits.thread.listed}.`);
    }
    const before = query.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(query.before);
    const archived = [...world.channels.values()]
      .filter(({ kind, parentId, privateThread }) => kind === 'thread' && parentId === parent.id && !privateThread)
      .filter((thread) => thread.archived && thread.archiveChangedAt < before)
      .sort((left, right) => right.archiveChangedAt - left.archiveChangedAt);
    const threads = archived.slice(0, limit).map((thread) => channelJson(thread));
    return ok({ threads, members: [], has_more: archived.length > limit });
  };

  const remove = ({ params }: Call): Reply => {
    const channel = channelFor(world, params.channelId);
    requirePermissions(world, channel, channel.kind === 'thread' ? 'MANAGE_THREADS' : 'MANAGE_CHANNELS');
    const json = channelJson(channel);
    removeChannel(world, channel);
    return ok(json);
  };

  const change = ({ params, body }: Call): Reply => {
    const thread = channelFor(world, params.channelId);
    if (thread.kind !== 'thread') refuse('wrongChannelType');
    const changes = parseForm(changesSchema, body);
    const isWaking = Object.keys(changes).length === 1 && changes.archived === false && !thread.locked;
    requirePermissions(world, thread, isWaking ? 'SEND_MESSAGES_IN_THREADS' : 'MANAGE_THREADS');
    if (thread.archived && changes.archived !== false) refuse('archivedThread');
    thread.name = changes.name ?? thread.name;
    setArchived(world, thread, changes.archived ?? thread.archived);
    thread.locked = changes.locked ?? thread.locked;
    thread.pinned = changes.flags === undefined ? thread.pinned : (changes.flags & PINNED) !== 0;
    thread.archiveMinutes = changes.auto_archive_duration ?? thread.archiveMinutes;
    world.events.emit({ type: 'channelsChanged', guildId: thread.guildId });
    return ok(channelJson(thread));
  };

  const member = ({ params }: Call): Reply => {
    const thread = channelFor(world, params.channelId);
    if (thread.kind !== 'thread') refuse('wrongChannelType');
    const userId = params.userId === '@me' ? world.bot.id : (params.userId ?? '');
    return thread.threadMembers.has(userId) ? ok(threadMemberJson(thread, userId)) : refuse('unknownMember');
  };

  return [
    { method: 'POST', path: '/channels/:channelId/threads', auth: 'bot', handle: start },
    { method: 'POST', path: '/channels/:channelId/messages/:messageId/threads', auth: 'bot', handle: start },
    { method: 'GET', path: '/guilds/:guildId/threads/active', auth: 'bot', handle: listActive },
    { method: 'GET', path: '/channels/:channelId/threads/archived/public', auth: 'bot', handle: listArchived },
    { method: 'PATCH', path: '/channels/:channelId', auth: 'bot', handle: change },
    { method: 'DELETE', path: '/channels/:channelId', auth: 'bot', handle: remove },
    { method: 'GET', path: '/channels/:channelId/thread-members/:userId', auth: 'bot', handle: member },
  ];
}

function threadMemberJson({ id }: ChannelRecord, userId: string): Json {
  return { id, user_id: userId, flags: 0 };
}
