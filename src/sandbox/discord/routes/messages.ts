import { channelFor, channelUploadLimit, mayBot, messageFor, requirePermissions } from '../access.ts';
import { ApiError, refuse, refuseForm } from '../api-error.ts';
import { FORUMS, setArchived } from '../channels.ts';
import { lifetimes } from '../limits.ts';
import type { MessageRequest } from '../message-files.ts';
import { messageJson } from '../message-json.ts';
import { createMessage, deleteMessage, editMessage, readMessage } from '../messages.ts';
import type { ChannelRecord, MessageRecord, World } from '../records.ts';
import { checkParts, checkTotal } from '../sending.ts';
import { compareIds } from '../snowflake.ts';
import type { Json } from '../types.ts';
import { type Call, noContent, ok, type Reply, type Route } from './route.ts';

const LIST = '/channels/:channelId/messages';
const ONE = `${LIST}/:messageId`;
const MOST_LISTED = 100;
const LISTED_BY_DEFAULT = 50;

/** Messages in channels, threads and direct messages, as the bot's user writes and reads them. */
export function messageRoutes(world: World): Route[] {
  const nonces = new Map<string, MessageRecord>();

  const find = ({ params }: Call) => {
    const channel = channelFor(world, params.channelId);
    return { channel, message: messageFor(channel, params.messageId) };
  };

  const create = (call: Call): Reply => {
    const channel = channelFor(world, call.params.channelId);
    const { body, files } = call;
    const request = readMessage(body, { files, uploadLimit: channelUploadLimit(world, channel) });
    checkSending(world, channel, request);
    checkTotal(world, request);
    const { nonce, enforce_nonce: isEnforced } = request.form;
    const earlier = isEnforced && nonce ? nonces.get(nonce) : undefined;
    if (earlier && !earlier.deleted && world.clock.now() - earlier.createdAt <= world.settings.nonceWindowMs) {
      return ok(messageJson(world, earlier));
    }
    const reference = referenceOf(world, channel, request);
    const message = createMessage(world, { channel, author: world.bot, reference }, request);
    if (nonce) nonces.set(nonce, message);
    // Whoever writes in a thread wakes it and joins it.
    setArchived(world, channel, false);
    if (channel.kind === 'thread') channel.threadMembers.add(world.bot.id);
    return ok(messageJson(world, message));
  };

  const list = ({ params, query }: Call): Reply => {
    const channel = channelFor(world, params.channelId);
    if (!mayBot(world, channel, 'READ_MESSAGE_HISTORY')) return ok([]);
    return ok(page(channel, query).map((message) => readByBot(world, message)));
  };

  const get = (call: Call): Reply => {
    const { channel, message } = find(call);
    requirePermissions(world, channel, 'READ_MESSAGE_HISTORY');
    return ok(readByBot(world, message));
  };

  const edit = (call: Call): Reply => {
    const { channel, message } = find(call);
    if (message.author !== world.bot) refuse('notAuthor');
    if (channel.archived) refuse('archivedThread');
    checkAge(world, message);
    const uploadLimit = channelUploadLimit(world, channel);
    editMessage(world, message, readMessage(call.body, { files: call.files, uploadLimit }));
    return ok(messageJson(world, message));
  };

  const remove = (call: Call): Reply => {
    const { channel, message } = find(call);
    if (message.author !== world.bot) {
      if (channel.kind === 'dm') refuse('notForDirectMessages');
      requirePermissions(world, channel, 'MANAGE_MESSAGES');
    }
    if (channel.archived) refuse('archivedThread');
    deleteMessage(world, message);
    return noContent;
  };

  const pin = (call: Call): Reply => {
    const { channel, message } = find(call);
    requirePermissions(world, channel, 'PIN_MESSAGES');
    if (channel.archived) refuse('archivedThread');
    message.pinned = true;
    return noContent;
  };

  return [
    { method: 'PUT', path: `${LIST}/pins/:messageId`, auth: 'bot', handle: pin },
    { method: 'POST', path: LIST, auth: 'bot', handle: create },
    { method: 'GET', path: LIST, auth: 'bot', handle: list },
    { method: 'GET', path: ONE, auth: 'bot', handle: get },
    { method: 'PATCH', path: ONE, auth: 'bot', handle: edit },
    { method: 'DELETE', path: ONE, auth: 'bot', handle: remove },
  ];
}

const CATEGORY = 4;

/** Messages older than an hour may be edited, but not often. */
function checkAge(world: World, message: MessageRecord): void {
  const now = world.clock.now();
  if (now - message.createdAt <= lifetimes.freeEdits) return;
  message.lateEdits = message.lateEdits.filter((at) => now - at < lifetimes.lateEdits);
  const [first] = message.lateEdits;
  if (first !== undefined && message.lateEdits.length >= world.settings.oldEdits) {
    const retryAfterSeconds = (first + lifetimes.lateEdits - now) / 1000;
    const text = 'Maximum number of edits to messages older than 1 hour reached. Try again later';
    throw new ApiError(429, 30046, text, { retryAfterSeconds });
  }
  message.lateEdits.push(now);
}

function checkSending(world: World, channel: ChannelRecord, { form, files }: MessageRequest): void {
  if (channel.kind === 'dm') {
    const { recipient } = channel;
    if (recipient?.dmsClosed) refuse('cannotSendToUser');
    if (recipient && !sharesGuild(world, recipient.id)) refuse('noMutualGuilds');
    return;
  }
  if (channel.type === CATEGORY || FORUMS.has(channel.type ?? 0)) refuse('notATextChannel');
  requirePermissions(world, channel, channel.kind === 'thread' ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES');
  checkParts(world, channel, { form, files });
  if (channel.locked && !mayBot(world, channel, 'MANAGE_THREADS')) refuse('archivedThread');
}

function sharesGuild(world: World, userId: string): boolean {
  return [...world.guilds.values()].some(({ members }) => members.has(world.bot.id) && members.has(userId));
}

function referenceOf(world: World, channel: ChannelRecord, { form }: MessageRequest): MessageRecord['reference'] {
  const messageId = form.message_reference?.message_id;
  if (messageId === undefined) return undefined;
  if (!mayBot(world, channel, 'READ_MESSAGE_HISTORY')) refuse('noHistoryForReply');
  if (channel.messages.has(messageId)) return { messageId, channelId: channel.id };
  if (form.message_reference?.fail_if_not_exists === false) return undefined;
  return refuseForm(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}

/** Newest first. */
function page(channel: ChannelRecord, query: Call['query']): MessageRecord[] {
  const limit = query.limit === undefined ? LISTED_BY_DEFAULT : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED) {
    refuseForm(['limit'], 'NUMBER_TYPE_MAX', `int value should be between 1 and ${MOST_LISTED}.`);
  }
  const newest = [...channel.messages.values()]
    .filter(({ ephemeralFor }) => ephemeralFor === undefined)
    .sort((left, right) => compareIds(right.id, left.id));
  const { before, after, around } = query;
  if (around !== undefined) return surroundings(newest, around, limit);
  if (before !== undefined) return newest.filter(({ id }) => compareIds(id, before) < 0).slice(0, limit);
  if (after !== undefined) return newest.filter(({ id }) => compareIds(id, after) > 0).slice(-limit);
  return newest.slice(0, limit);
}

function surroundings(newest: readonly MessageRecord[], around: string, limit: number): MessageRecord[] {
  const half = Math.floor(limit / 2);
  const later = newest.filter(({ id }) => compareIds(id, around) > 0).slice(-half);
  const itself = newest.filter(({ id }) => id === around);
  const earlier = newest.filter(({ id }) => compareIds(id, around) < 0).slice(0, half);
  return [...(half > 0 ? later : []), ...itself, ...earlier].slice(0, limit);
}

/** Without the MESSAGE_CONTENT intent others' words are hidden, except in direct messages and where the bot is mentioned. */
function readByBot(world: World, message: MessageRecord): Json {
  const json = messageJson(world, message);
  const isOpen = message.author === world.bot || message.channel.kind === 'dm' || message.pings.includes(world.bot.id);
  return isOpen ? json : { ...json, content: '', embeds: [], components: [], attachments: [] };
}
