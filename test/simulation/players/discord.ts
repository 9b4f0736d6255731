import { DiscordAPIError } from 'discord.js';
import type { History } from '../history.ts';
import type { World } from '../world.ts';

/**
 * Discord as the bot's REST calls find it: servers, channels, messages, the answers to interactions. It is played from what Discord
 * documents, and shares no code with the bot's sandbox. What it refuses is refused in Discord's own codes.
 */
export interface DiscordPlayer {
  addGuild(name: string): Guild;
  /** `id`: of somebody who is a member of another server as well. */
  addMember(guild: Guild, name: string, options?: NewMember): Member;
  /** A new interaction of a member, and the payload that the gateway brings of it. */
  interact(member: Member, channelId: string, data: object, type: number): Interaction;
  /** What reached it, done. Throws what discord.js throws where it is refused. */
  handle(by: number, request: Request): unknown;
  /** Whether the bot may read what was written in a channel. */
  openHistory(channelId: string, isOpen: boolean): void;
  /** A channel is deleted. */
  deleteChannel(id: string): void;
  /** Somebody deletes a message. */
  deleteMessage(message: Message): void;
  /** A server has the bot in it, or has not. */
  letIn(guild: Guild, isIn: boolean): void;
  /** Those that the bot is in. */
  guildIds(): string[];
  /** A new id at this moment. */
  newId(): string;
  /** Those in the posts of its server's forum as well, which is seen beside it. */
  messagesIn(channelId: string): readonly Message[];
  /** Of all servers. */
  publicMessages(): readonly Message[];
  readonly botId: string;
  readonly applicationId: string;
}

export interface NewMember {
  moderates?: boolean;
  id?: string | undefined;
  hasRole?: boolean;
}

export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  /** The one that some members have. */
  roleId: string;
  channelIds: string[];
  /** Where covers are posts of their own. */
  forumId: string;
  members: Map<string, Member>;
  /** Whether it has removed the bot. */
  isWithout?: boolean;
}

export interface Member {
  id: string;
  name: string;
  guild: Guild;
  moderates: boolean;
  roleIds: readonly string[];
}

export interface Message {
  id: string;
  channelId: string;
  authorId: string;
  body: Body;
  files: string[];
  /** Whoever alone sees it; undefined where all do. */
  reader?: string;
}

export interface Interaction {
  id: string;
  token: string;
  member: Member;
  channelId: string;
  openedAt: number;
  payload: object;
  /** How it was answered first; see Discord's callback types. */
  answered?: number;
  modal?: Modal;
  /** The first answer, where it is a message of its own, and what followed. */
  messages: Message[];
  /** The message whose button was pressed. */
  source?: Message | undefined;
}

export interface Modal {
  custom_id: string;
  components: { component?: Field; components?: Field[] }[];
}

export interface Field {
  type: number;
  custom_id: string;
  value?: unknown;
  options?: { value: string }[];
}

export interface Body {
  content?: string | null;
  components?: unknown[];
  flags?: number;
  nonce?: string;
  [name: string]: unknown;
}

export interface Request {
  method: 'delete' | 'get' | 'patch' | 'post' | 'put';
  route: string;
  body?: unknown;
  files?: readonly { name: string; data: unknown }[] | undefined;
  query?: URLSearchParams | undefined;
}

interface Channel {
  id: string;
  guild: Guild | undefined;
  messages: Message[];
  /** Whether the bot may not read what was written in it. */
  isHistoryClosed?: boolean;
  /** Of a direct message. */
  recipient?: string;
  isForum?: boolean;
  /** Of a thread: what it is called, and where it is. */
  thread?: { name: string; parentId: string };
}

const EPOCH = 1_420_070_400_000n;
/** An interaction waits three seconds for its first answer, and its token lives for fifteen minutes. */
const FIRST_ANSWER_MS = 3_000;
const TOKEN_MS = 15 * 60_000;
/** So long the same nonce is the same message, where it is to be. */
const NONCE_MS = 3 * 60_000;
const EPHEMERAL = 64;
/** View, send, attach, read history, threads, commands; and for who moderates, to manage messages and the server. */
const READ_HISTORY = 1n << 16n;
const ALL_MAY = (1n << 10n) | (1n << 11n) | (1n << 15n) | READ_HISTORY | (1n << 31n) | (1n << 35n) | (1n << 38n);
const MODERATORS_MAY = ALL_MAY | (1n << 13n) | (1n << 5n);

const DEFERRED = 5;
const DEFERRED_UPDATE = 6;
const UPDATE = 7;
const MESSAGE = 4;
const MODAL = 9;

const TEXT = 0;
const PUBLIC_THREAD = 11;
const FORUM = 15;

export function createDiscordPlayer(world: World, history: History): DiscordPlayer {
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  const interactions = new Map<string, Interaction>();
  let count = 0n;
  const newId = () => {
    count += 1n;
    return (((BigInt(Math.floor(world.now())) - EPOCH) << 22n) | (count & 0x3fffffn)).toString();
  };
  const botId = newId();
  const applicationId = botId;

  const channelOf = (id: string): Channel => {
    const channel = channels.get(id) ?? refuse(404, 10_003);
    return channel.guild?.isWithout ? refuse(403, 50_001) : channel;
  };
  const guildOf = (id: string | undefined): Guild => {
    const guild = guilds.get(id ?? '');
    return !guild || guild.isWithout ? refuse(404, 10_004) : guild;
  };
  const ownGuilds = () => [...guilds.values()].filter(({ isWithout }) => !isWithout);
  const openOf = (token: string): Interaction => {
    const found = interactions.get(token);
    if (!found || world.now() > found.openedAt + TOKEN_MS) return refuse(401, 50_027);
    return found;
  };
  const asJson = ({ id, channelId, authorId, body }: Message) => ({
    id,
    channel_id: channelId,
    author: { id: authorId },
    content: body.content ?? '',
    components: body.components ?? [],
    attachments: [],
  });
  const addMessage = (into: Message[], message: Omit<Message, 'id' | 'authorId'>): Message => {
    const added = { id: newId(), authorId: botId, ...message };
    into.push(added);
    return added;
  };
  const namesOf = (files: Request['files']) => (files ?? []).map(({ name, data }) => `${name} ${String(data)}`);

  /** As the first answer of an interaction, one of Discord's callback types is shown. */
  const answerFirst = (interaction: Interaction, type: number, data: Body, files: string[]) => {
    const { channelId, messages, member } = interaction;
    const own = (body: Body) => addMessage(messages, { channelId, body, files, reader: member.id });
    interaction.answered = type;
    if (type === MODAL) interaction.modal = data as unknown as Modal;
    if (type === MESSAGE || type === DEFERRED) own(data);
    if (type === UPDATE || type === DEFERRED_UPDATE) interaction.source ??= own({});
    if (type === UPDATE && interaction.source) interaction.source.body = { ...interaction.source.body, ...data };
  };

  type Done = {
    answer?: unknown;
    message?: string | undefined;
    guild?: string | undefined;
    reader?: string | undefined;
  };
  type Handler = (request: Request & { body: Body }, ...parts: string[]) => Done;

  const handlers: [Request['method'], RegExp, Handler][] = [
    [
      'post',
      /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      (request, id, token) => {
        const found = interactions.get(token ?? '');
        if (!found || found.id !== id || world.now() > found.openedAt + FIRST_ANSWER_MS) return refuse(404, 10_062);
        if (found.answered !== undefined) return refuse(400, 40_060);
        const { type, data = {} } = request.body as { type: number; data?: Body };
        const isPrivate = type === UPDATE || type === DEFERRED_UPDATE || ((data.flags ?? 0) & EPHEMERAL) !== 0;
        const reader = isPrivate || type === MODAL ? found.member.id : undefined;
        answerFirst(found, type, data, namesOf(request.files));
        return { answer: null, reader, guild: found.member.guild.id };
      },
    ],
    [
      'patch',
      /^\/webhooks\/\d+\/([^/]+)\/messages\/(?:%40|@)original$/,
      ({ body, files }, token) => {
        const found = openOf(token ?? '');
        const own = found.answered === UPDATE || found.answered === DEFERRED_UPDATE ? found.source : found.messages[0];
        if (!own) return refuse(404, 10_008);
        own.body = body;
        own.files = namesOf(files);
        return { answer: asJson(own), message: own.id, reader: own.reader, guild: found.member.guild.id };
      },
    ],
    [
      'get',
      /^\/webhooks\/\d+\/([^/]+)\/messages\/(?:%40|@)original$/,
      (_, token) => {
        const found = openOf(token ?? '');
        const own = found.answered === undefined ? undefined : (found.messages[0] ?? found.source);
        return own ? { answer: asJson(own) } : refuse(404, 10_015);
      },
    ],
    [
      'post',
      /^\/webhooks\/\d+\/([^/]+)$/,
      ({ body, files }, token) => {
        const found = openOf(token ?? '');
        if (found.answered === undefined) return refuse(404, 10_015);
        const reader = ((body.flags ?? 0) & EPHEMERAL) === 0 ? undefined : found.member.id;
        const message = addMessage(found.messages, {
          channelId: found.channelId,
          body,
          files: namesOf(files),
          ...(reader !== undefined && { reader }),
        });
        return { answer: asJson(message), message: message.id, reader, guild: found.member.guild.id };
      },
    ],
    [
      'post',
      /^\/channels\/(\d+)\/messages$/,
      ({ body, files }, id) => {
        const { messages, guild, recipient } = channelOf(id ?? '');
        const since = (BigInt(Math.floor(world.now()) - NONCE_MS) - EPOCH) << 22n;
        const same = messages.find(
          (one) => body.enforce_nonce === true && one.body.nonce === body.nonce && BigInt(one.id) > since,
        );
        const message = same ?? addMessage(messages, { channelId: id ?? '', body, files: namesOf(files) });
        return { answer: asJson(message), ...(!same && { message: message.id }), guild: guild?.id, reader: recipient };
      },
    ],
    [
      'get',
      /^\/channels\/(\d+)\/messages$/,
      ({ query }, id) => {
        const after = BigInt(query?.get('after') ?? '0');
        const { messages, isHistoryClosed } = channelOf(id ?? '');
        // Whoever may not read what was written is shown that there is nothing.
        const found = isHistoryClosed ? [] : messages.filter((one) => BigInt(one.id) > after);
        return {
          answer: found
            .slice(0, Number(query?.get('limit') ?? 50))
            .toReversed()
            .map(asJson),
        };
      },
    ],
    [
      'get',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      (_, id, messageId) => {
        const { messages, isHistoryClosed } = channelOf(id ?? '');
        if (isHistoryClosed) return refuse(403, 50_013);
        const message = messages.find((one) => one.id === messageId);
        return message ? { answer: asJson(message) } : refuse(404, 10_008);
      },
    ],
    [
      'patch',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      ({ body }, id, messageId) => {
        const { messages, guild } = channelOf(id ?? '');
        const message = messages.find((one) => one.id === messageId);
        if (!message) return refuse(404, 10_008);
        message.body = { ...message.body, ...body };
        return { answer: asJson(message), message: message.id, guild: guild?.id };
      },
    ],
    [
      'delete',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      (_, id, messageId) => {
        const { messages, guild } = channelOf(id ?? '');
        const index = messages.findIndex((one) => one.id === messageId);
        if (index < 0) return refuse(404, 10_008);
        messages.splice(index, 1);
        return { answer: null, message: messageId, guild: guild?.id };
      },
    ],
    ['put', /^\/channels\/(\d+)\/(?:messages\/)?pins\/(\d+)$/, () => ({ answer: null })],
    [
      'post',
      /^\/users\/@me\/channels$/,
      ({ body }) => {
        const recipient = String(body.recipient_id);
        const known = [...channels.values()].find((one) => one.recipient === recipient);
        const id = known?.id ?? newId();
        if (!known) channels.set(id, { id, guild: undefined, messages: [], recipient });
        return { answer: { id, type: 1 } };
      },
    ],
    ['get', /^\/users\/@me\/guilds$/, () => ({ answer: ownGuilds().map(({ id, name }) => ({ id, name })) })],
    [
      'get',
      /^\/guilds\/(\d+)$/,
      (_, id) => {
        const guild = guildOf(id);
        const roles = [
          { id: guild.id, permissions: ALL_MAY.toString() },
          { id: guild.roleId, permissions: '0' },
        ];
        const system_channel_id = guild.channelIds[0] ?? null;
        const own = { id: guild.id, name: guild.name, owner_id: guild.ownerId, premium_tier: 0, system_channel_id };
        return { answer: { ...own, roles } };
      },
    ],
    [
      'get',
      /^\/guilds\/(\d+)\/channels$/,
      (_, id) => {
        const guild = guildOf(id);
        const own = [...guild.channelIds.map((one) => ({ id: one, type: TEXT })), { id: guild.forumId, type: FORUM }];
        return { answer: own.map((channel) => ({ ...channel, guild_id: guild.id })) };
      },
    ],
    [
      'get',
      /^\/guilds\/(\d+)\/members\/(\d+)$/,
      (_, id, memberId) => {
        const guild = guildOf(id);
        const member = guild.members.get(memberId ?? '');
        if (!member && memberId !== botId) return refuse(404, 10_007);
        return { answer: { roles: member?.roleIds ?? [], user: { id: memberId } } };
      },
    ],
    [
      'get',
      /^\/guilds\/(\d+)\/threads\/active$/,
      (_, id) => {
        const { id: guildId } = guildOf(id);
        const own = [...channels.values()].filter(({ guild, thread }) => thread && guild?.id === guildId);
        const threads = own.map(({ id: threadId, thread }) => ({
          id: threadId,
          name: thread?.name,
          parent_id: thread?.parentId,
          owner_id: botId,
        }));
        return { answer: { threads } };
      },
    ],
    [
      'post',
      /^\/channels\/(\d+)\/threads$/,
      ({ body, files }, id) => {
        const { guild, isForum = false } = channelOf(id ?? '');
        const thread = { name: String(body.name), parentId: id ?? '' };
        const opened: Channel = { id: newId(), guild, messages: [], thread };
        const { message } = body as { message?: Body };
        if (isForum !== (message !== undefined)) return refuse(400, 50_024);
        channels.set(opened.id, opened);
        const answer = { id: opened.id, type: PUBLIC_THREAD };
        if (!message) return { answer, guild: guild?.id };
        // The first message of a post has its id.
        const post = { id: opened.id, authorId: botId, channelId: opened.id, body: message, files: namesOf(files) };
        opened.messages.push(post);
        return { answer: { ...answer, message: asJson(post) }, message: post.id, guild: guild?.id };
      },
    ],
    [
      'get',
      /^\/channels\/(\d+)\/threads\/archived\/public$/,
      (_, id) => {
        if (channelOf(id ?? '').isHistoryClosed) return refuse(403, 50_013);
        return { answer: { threads: [], has_more: false } };
      },
    ],
    [
      'delete',
      /^\/channels\/(\d+)$/,
      (_, id) => {
        const { thread, guild } = channelOf(id ?? '');
        if (!thread) return refuse(403, 50_013);
        channels.delete(id ?? '');
        return { answer: null, guild: guild?.id };
      },
    ],
    [
      'get',
      /^\/channels\/(\d+)$/,
      (_, id) => {
        const { guild, thread, isForum, isHistoryClosed } = channelOf(id ?? '');
        const denied = { id: guild?.id, type: 0, allow: '0', deny: READ_HISTORY.toString() };
        const permission_overwrites = isHistoryClosed ? [denied] : [];
        const inThread = thread && { type: PUBLIC_THREAD, parent_id: thread.parentId, message_count: 0 };
        const where = inThread ?? { type: isForum ? FORUM : TEXT };
        return { answer: { id, ...where, guild_id: guild?.id, permission_overwrites } };
      },
    ],
  ];

  return {
    botId,
    applicationId,
    newId,
    addGuild(name) {
      const guild: Guild = {
        id: newId(),
        name,
        ownerId: newId(),
        roleId: newId(),
        channelIds: [],
        forumId: newId(),
        members: new Map(),
      };
      guilds.set(guild.id, guild);
      channels.set(guild.forumId, { id: guild.forumId, guild, messages: [], isForum: true });
      for (let n = 0; n < 2; n += 1) {
        const id = newId();
        guild.channelIds.push(id);
        channels.set(id, { id, guild, messages: [] });
      }
      return guild;
    },
    addMember(guild, name, { moderates = false, id = newId(), hasRole = false } = {}) {
      const member: Member = { id, name, guild, moderates, roleIds: hasRole ? [guild.roleId] : [] };
      guild.members.set(member.id, member);
      return member;
    },
    interact(member, channelId, data, type) {
      const id = newId();
      const token = `token-of-${id}`;
      const { thread } = channels.get(channelId) ?? {};
      const permissions = (member.moderates ? MODERATORS_MAY : ALL_MAY).toString();
      const payload = {
        id,
        application_id: applicationId,
        token,
        type,
        guild_id: member.guild.id,
        channel_id: channelId,
        channel: { id: channelId, ...(thread ? { type: PUBLIC_THREAD, parent_id: thread.parentId } : { type: TEXT }) },
        member: {
          user: { id: member.id, username: member.name, global_name: null },
          nick: null,
          roles: member.roleIds,
          permissions,
          joined_at: '2020-01-01T00:00:00.000Z',
        },
        app_permissions: (channels.get(channelId)?.isHistoryClosed ? ALL_MAY & ~READ_HISTORY : ALL_MAY).toString(),
        attachment_size_limit: 10_485_760,
        locale: 'en-US',
        data,
      };
      const interaction: Interaction = { id, token, member, channelId, openedAt: world.now(), payload, messages: [] };
      interactions.set(token, interaction);
      return interaction;
    },
    handle(by, request) {
      const { method, route } = request;
      const path = route.split('?')[0] ?? route;
      const kept = { kind: 'discord', by, method, route: path } as const;
      for (const [own, pattern, handler] of handlers) {
        const parts = own === method ? pattern.exec(path) : null;
        if (!parts) continue;
        try {
          const { answer, ...done } = handler({ ...request, body: (request.body ?? {}) as Body }, ...parts.slice(1));
          if (method !== 'get') history.add({ ...kept, body: request.body, files: namesOf(request.files), ...done });
          return answer;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          history.add({ ...kept, refused: error.code });
          throw discordError(error, request);
        }
      }
      throw new Error(`Discord is not played for ${method} ${path}`);
    },
    openHistory(channelId, isOpen) {
      const channel = channels.get(channelId);
      if (channel) channel.isHistoryClosed = !isOpen;
    },
    deleteChannel(id) {
      const channel = channels.get(id);
      channels.delete(id);
      for (const { id: threadId, thread } of channels.values()) if (thread?.parentId === id) channels.delete(threadId);
      if (channel?.guild) channel.guild.channelIds = channel.guild.channelIds.filter((own) => own !== id);
    },
    deleteMessage({ id, channelId }) {
      const channel = channels.get(channelId);
      if (channel) channel.messages = channel.messages.filter((message) => message.id !== id);
    },
    letIn(guild, isIn) {
      guild.isWithout = !isIn;
    },
    guildIds: () => ownGuilds().map(({ id }) => id),
    publicMessages: () => [...channels.values()].flatMap(({ guild, messages }) => (guild ? messages : [])),
    messagesIn(channelId) {
      const { guild, messages = [] } = channels.get(channelId) ?? {};
      const posts = [...channels.values()].filter(({ thread }) => thread && thread.parentId === guild?.forumId);
      return [...messages, ...posts.flatMap((post) => post.messages)];
    },
  };
}

class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number) {
    super(`refused with ${code}`);
    this.status = status;
    this.code = code;
  }
}

function refuse(status: number, code: number): never {
  throw new Refusal(status, code);
}

function discordError({ status, code }: { status: number; code: number }, { method, route, body }: Request): Error {
  const said = { code, message: 'refused' };
  return new DiscordAPIError(said, code, status, method.toUpperCase(), `https://discord.com/api/v10${route}`, {
    body,
    files: undefined,
  });
}
