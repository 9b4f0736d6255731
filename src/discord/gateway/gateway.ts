import { setTimeout as pause } from 'node:timers/promises';
import { Routes } from 'discord.js';
import type { Dispatcher } from 'undici';
import { DiscordError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { DiscordRest } from '../rest/rest.ts';
import { toDiscordError } from '../rest/rest-error.ts';
import { gatewayInfoSchema, type ReadyFacts } from './packets.ts';
import { createShard, type Shard } from './shard.ts';

export interface GatewayOptions {
  token: string;
  shards?: GatewayShards | undefined;
  /** Resolves when a session may begin at one of Discord's places. Default: one process has all of them. */
  identifyTurn?: ((place: number, signal: AbortSignal) => Promise<void>) | undefined;
  rest: DiscordRest;
  /** The way to Discord; a proxy, where the operator has one. */
  dispatcher: Dispatcher;
  /** Gets the data of each interaction as it came: of any shape whatsoever. */
  onInteraction(payload: unknown): void;
  /** Discord has closed a connection with this code and wants no other like it. */
  onClosedForGood(code: number): void;
  /** In [0, 1). */
  random?: () => number;
  log: Logger;
}

/** A part of the bot's servers: these shards, or all of them, of so many. */
export interface GatewayShards {
  ids: readonly number[] | undefined;
  count: number;
}

export interface Gateway {
  /**
   * Resolves when every part of the bot's servers is connected for the first time, however long that takes. Throws
   * `DiscordError` where Discord does not say how to connect, and the signal's reason. Connections are kept until `close`.
   */
  open(signal: AbortSignal): Promise<ReadyFacts>;
  /** Whether interactions come in at this moment. */
  isConnected(): boolean;
  sessions(): GatewaySessions;
  close(): void;
}

/** Discord allows a bot so many new sessions a day, and takes the token of one that goes on beyond. */
export interface GatewaySessions {
  /** By this process. */
  started: number;
  /** How many Discord has still allowed, by what it said when the bot came online; undefined before. */
  startsLeft: number | undefined;
}

/** How long Discord's limit on identifying lasts, and a little for its clock. */
const IDENTIFY_WINDOW_MS = 5_250;

/**
 * The bot's ear at Discord. It is none of discord.js: that one takes each event apart before anybody else sees it, ends the
 * process where one has a shape that it does not expect, and cannot be told of a proxy.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { token, rest, dispatcher, log, random = Math.random } = options;
  let shards: Shard[] = [];
  let closing = new AbortController();
  let started = 0;
  let startsAllowed: number | undefined;
  const identifyTurn = options.identifyTurn ?? createIdentifyTurns();

  async function open(signal: AbortSignal) {
    closing = new AbortController();
    const info = await fetchInfo(rest, signal);
    startsAllowed = started + info.session_start_limit.remaining;
    const opened = new Map<number, ReadyFacts>();
    const allReady = Promise.withResolvers<void>();
    const places = info.session_start_limit.max_concurrency;
    const count = options.shards?.count ?? info.shards;
    const ids = options.shards?.ids ?? Array.from({ length: count }, (_, id) => id);
    shards = ids.map((id) =>
      createShard({
        id,
        count,
        token,
        url: info.url,
        dispatcher,
        identifyTurn: (ending) => identifyTurn(id % places, ending),
        onEvent: (name, data) => name === 'INTERACTION_CREATE' && options.onInteraction(data),
        onReady(facts) {
          started += 1;
          opened.set(id, facts);
          // The shard itself counts as ready a moment later.
          setImmediate(() => shards.every((shard) => shard.isReady()) && allReady.resolve());
        },
        random,
        log,
      }),
    );
    signal.addEventListener('abort', () => allReady.reject(signal.reason));
    for (const shard of shards) void keep(shard, allReady.reject);
    await allReady.promise;
    const facts = together([...opened.values()]);
    // Who hears of a part of the servers only must take nobody else's for gone.
    return ids.length < count ? { ...facts, guildIds: undefined } : facts;
  }

  async function keep(shard: Shard, failStart: (error: Error) => void): Promise<void> {
    const code = await shard.run(closing.signal);
    if (code === null) return;
    log.error({ code }, 'the gateway closed the connection for good');
    failStart(new DiscordError('refused', `Discord's gateway closed the connection with code ${code}`));
    options.onClosedForGood(code);
  }

  return {
    open,
    isConnected: () => shards.length > 0 && shards.every((shard) => shard.isReady()),
    sessions: () => ({
      started,
      startsLeft: startsAllowed === undefined ? undefined : Math.max(0, startsAllowed - started),
    }),
    close: () => closing.abort(),
  };
}

/** Every part says who the bot is, and names its own servers. */
function together(parts: readonly ReadyFacts[]): ReadyFacts {
  const [first] = parts;
  if (!first) throw new DiscordError('retry', 'no part of the gateway is ready');
  const isWhole = parts.every(({ guildIds }) => guildIds !== undefined);
  return { ...first, guildIds: isWhole ? parts.flatMap(({ guildIds }) => guildIds ?? []) : undefined };
}

async function fetchInfo(rest: DiscordRest, signal: AbortSignal) {
  const answer = await rest.repeatable.get(Routes.gatewayBot(), { signal }).catch((error: unknown) => {
    throw toDiscordError(error, 'repeatable');
  });
  const info = gatewayInfoSchema.safeParse(answer);
  if (!info.success) throw new DiscordError('retry', "Discord's gateway is described in an unknown way");
  const { remaining, reset_after: resetMs } = info.data.session_start_limit;
  // Discord takes the token away from a bot that goes on beyond this.
  if (remaining < info.data.shards) {
    const message = 'this bot has connected too often today';
    throw new DiscordError('retry', message, { retryAfterMs: Math.max(0, resetMs) });
  }
  return info.data;
}

/** Shards share as many places as Discord says; each place may be taken once in five seconds. */
function createIdentifyTurns() {
  const freeAt = new Map<number, number>();
  return async (place: number, signal: AbortSignal) => {
    const now = performance.now();
    const at = Math.max(now, freeAt.get(place) ?? 0);
    freeAt.set(place, at + IDENTIFY_WINDOW_MS);
    await pause(at - now, undefined, { signal });
  };
}
