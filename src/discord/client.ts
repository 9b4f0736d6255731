import { setTimeout as pause } from 'node:timers/promises';
import { type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import { DiscordError } from '../errors.ts';
import { type RetryPauses, retryPauseMs } from '../lib/retry-pause.ts';
import type { Logger } from '../logger.ts';
import { createGateway, type GatewayOptions, type GatewaySessions, type GatewayShards } from './gateway/gateway.ts';
import { type ReadyFacts, TOKEN_REFUSED } from './gateway/packets.ts';
import { type RegisteredCommands, registerCommands, registerGuildCommands } from './interactions/register-commands.ts';
import { createCommandMentions } from './rest/command-mentions.ts';
import { createDiscordRest, type DiscordRest, type RestWatch } from './rest/rest.ts';
import { toDiscordError } from './rest/rest-error.ts';
import { snowflakeSchema } from './snowflake.ts';

export interface DiscordClientOptions {
  token: string;
  /** Which of how many parts of the bot's servers this process answers. Default: all, as many as Discord says. */
  shards?: GatewayShards | undefined;
  /** As the gateway has it. */
  identifyTurn?: GatewayOptions['identifyTurn'];
  /** Where Discord's API is; its own address unless told otherwise. */
  api?: string | undefined;
  /** Asked for when the bot goes online. */
  commands(): readonly RESTPostAPIApplicationCommandsJSONBody[];
  /** Those of single servers, by server. Default: none. */
  guildCommands?(): ReadonlyMap<string, readonly RESTPostAPIApplicationCommandsJSONBody[]>;
  registered: RegisteredCommands;
  log: Logger;
  /** The way to Discord; straight there unless told otherwise. */
  dispatcher?: Dispatcher | undefined;
  /** Whoever counts requests. */
  watch?: RestWatch | undefined;
  waits?: { requestMs?: number; firstPauseMs?: number; commandsMs?: number } | undefined;
  /** The connection is lost for good, by a refused token or a refusal of the gateway. Called once, after `start`. */
  onFatal(error: Error): void;
}

export interface DiscordClient {
  rest: DiscordRest;
  /**
   * Resolves when the bot is online, and waits for that as long as Discord or the network is away. Its commands are registered
   * by then, or go on being tried: those of the last start still work. Throws `TokenRefusedError`, and `DiscordError` where
   * trying again would not help.
   */
  start(onInteraction: (payload: unknown) => void): Promise<ReadyFacts>;
  /**
   * For a process that answers nobody: learns who the bot is, and in time which commands it has, and never goes online. Throws as
   * `start` does.
   */
  startQuietly(): Promise<void>;
  /** Whether the gateway brings interactions at this moment. */
  isConnected(): boolean;
  sessions(): GatewaySessions;
  /** Throws before the bot is online for the first time. */
  identity(): DiscordIdentity;
  /** Goes offline. What is being sent still arrives. */
  stop(): Promise<void>;
}

export interface DiscordIdentity {
  applicationId: string;
  botId: string;
}

/** Of a user or an application, as far as the bot needs it. */
const identitySchema = z.object({ id: snowflakeSchema });

const PAUSES = { firstMs: 2_000, longestMs: 60_000 };
/** A first start has its commands by then, unless Discord has trouble with them. */
const COMMANDS_MS = 10_000;
/** Among what refuses commands are limits for a day. */
const COMMANDS_PAUSES = { ...PAUSES, longestMs: 30 * 60_000 };

/** The bot's connection to Discord. Without intents it hears of nothing but interactions. */
export function createDiscordClient(options: DiscordClientOptions): DiscordClient {
  const { token, api, log, waits, registered } = options;
  const stopped = new AbortController();
  let isOnline = false;
  let identity: DiscordIdentity | undefined;
  let failStart: (error: Error) => void = () => undefined;
  let onInteraction: (payload: unknown) => void = () => undefined;

  const fail = (error: Error) => {
    if (!isOnline) return failStart(error);
    isOnline = false;
    options.onFatal(error);
  };
  const dispatcher = options.dispatcher ?? new Agent();
  const mentions = createCommandMentions();
  const rest = createDiscordRest({
    token,
    api,
    dispatcher,
    timeoutMs: waits?.requestMs,
    watch: options.watch,
    mentions,
    onTokenRefused: () => fail(new TokenRefusedError()),
  });
  const gateway = createGateway({
    token,
    shards: options.shards,
    identifyTurn: options.identifyTurn,
    rest,
    dispatcher,
    onInteraction: (payload) => onInteraction(payload),
    onClosedForGood: (code) => fail(closedError(code)),
    log,
  });

  /** What is only away is waited for: a restart would do nothing else, and Discord counts how often a bot connects. */
  async function whenReachable<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await attempt();
      } catch (thrown) {
        const error = toDiscordError(thrown, 'repeatable');
        stopped.signal.throwIfAborted();
        if (error.code !== 'retry') throw error;
        const retryInMs = pauseAfter(error, failures, PAUSES);
        log.warn({ reason: error.message, retryInMs }, 'Discord cannot be reached; trying again');
        await pause(retryInMs, undefined, { signal: stopped.signal }).catch(() => stopped.signal.throwIfAborted());
      }
    }
  }

  const pauseAfter = (
    { retryAfterMs = 0 }: { retryAfterMs?: number | undefined },
    failures: number,
    pauses: RetryPauses,
  ) => {
    const { firstMs, longestMs } = pauses;
    return Math.max(retryPauseMs(failures, { firstMs: waits?.firstPauseMs ?? firstMs, longestMs }), retryAfterMs);
  };

  /**
   * Until Discord has the list, whatever it says: a restart would only connect once more, of which a day allows a thousand.
   * Calls `onTried` after the first attempt.
   */
  async function keepRegistering(applicationId: string, onTried: () => void): Promise<void> {
    const commands = options.commands();
    const byGuild = options.guildCommands?.() ?? new Map();
    const onRefused = (guildId: string, { message }: DiscordError) =>
      log.error({ guildId, reason: message }, 'commands not registered in a server that the settings name for them');
    for (let failures = 1; !stopped.signal.aborted; failures += 1) {
      try {
        const { signal } = stopped;
        const hasChanged = await registerCommands({ rest, registered, applicationId, commands, mentions, signal });
        await registerGuildCommands({ rest, registered, applicationId, byGuild, signal, onRefused });
        log.info({ commands: commands.length, hasChanged }, 'commands registered');
        return onTried();
      } catch (thrown) {
        if (stopped.signal.aborted) return;
        const error = toDiscordError(thrown, 'repeatable');
        const retryInMs = pauseAfter(error, failures, COMMANDS_PAUSES);
        log.warn(
          { reason: error.message, retryInMs },
          'commands not registered; those of the last start stay, trying again',
        );
        onTried();
        await pause(retryInMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  }

  /** For a process that registers none: until Discord has those that another one registers. */
  async function keepLearning(applicationId: string): Promise<void> {
    const { signal } = stopped;
    const route = Routes.applicationCommands(applicationId);
    for (let failures = 1; !signal.aborted; failures += 1) {
      // What Discord has trouble with is asked for again as well: until then, names are written and not mentioned.
      const stored = await rest.repeatable.get(route, { signal }).catch(() => undefined);
      if (mentions.learn(stored)) return;
      await pause(pauseAfter({}, failures, COMMANDS_PAUSES), undefined, { signal }).catch(() => undefined);
    }
  }

  async function connect(): Promise<ReadyFacts> {
    const { signal } = stopped;
    const found = await whenReachable(() => gateway.open(signal));
    identity = { applicationId: found.applicationId, botId: found.botId };
    log.info(identity, 'online at Discord');
    const tried = Promise.withResolvers<void>();
    keepRegistering(found.applicationId, tried.resolve).catch(tried.reject);
    const patience = pause(waits?.commandsMs ?? COMMANDS_MS, undefined, { signal }).catch(() =>
      signal.throwIfAborted(),
    );
    await Promise.race([tried.promise, patience]);
    return found;
  }

  const close = (reason: unknown) => {
    stopped.abort(reason);
    gateway.close();
    rest.close();
  };

  return {
    rest,
    async start(listener) {
      onInteraction = listener;
      const refused = Promise.withResolvers<never>();
      failStart = refused.reject;
      try {
        const found = await Promise.race([connect(), refused.promise]);
        isOnline = true;
        return found;
      } catch (error) {
        close(error);
        throw error;
      }
    },
    async startQuietly() {
      const refused = Promise.withResolvers<never>();
      failStart = refused.reject;
      try {
        const { signal } = stopped;
        const me = whenReachable(async () =>
          identitySchema.parse(await rest.repeatable.get(Routes.user(), { signal })),
        );
        const application = whenReachable(async () =>
          identitySchema.parse(await rest.repeatable.get(Routes.currentApplication(), { signal })),
        );
        const [{ id: botId }, { id: applicationId }] = await Promise.race([
          Promise.all([me, application]),
          refused.promise,
        ]);
        identity = { applicationId, botId };
        isOnline = true;
        log.info(identity, 'known at Discord');
        void keepLearning(applicationId);
      } catch (error) {
        close(error);
        throw error;
      }
    },
    isConnected: () => isOnline && gateway.isConnected(),
    sessions: gateway.sessions,
    identity() {
      if (!identity) throw new Error('the bot is not online yet');
      return identity;
    },
    async stop() {
      isOnline = false;
      close(new Error('the bot is stopping'));
    },
  };
}

function closedError(code: number): Error {
  if (code === TOKEN_REFUSED) return new TokenRefusedError();
  return new DiscordError('refused', `Discord's gateway closed the connection with code ${code}`);
}

/** Discord does not take the bot's token. Only the operator can help. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor() {
    super('Discord refused the bot token. Copy it again from the Bot page of the application, and start anew.');
  }
}
