import { setTimeout as pause } from 'node:timers/promises';
import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { Agent, type Dispatcher } from 'undici';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createGateway } from './gateway/gateway.ts';
import { TOKEN_REFUSED } from './gateway/packets.ts';
import { registerCommands } from './register-commands.ts';
import { createDiscordRest, type DiscordRest, type RestWatch } from './rest.ts';
import { toDiscordError } from './rest-error.ts';
import { TokenRefusedError } from './token-refused-error.ts';

export interface DiscordClientOptions {
  token: string;
  /** Where Discord's API is; its own address unless told otherwise. */
  api?: string | undefined;
  /** Asked for when the bot goes online. */
  commands(): readonly RESTPostAPIApplicationCommandsJSONBody[];
  log: Logger;
  /** The way to the gateway; straight there unless told otherwise. */
  dispatcher?: Dispatcher | undefined;
  /** Whoever counts requests. */
  watch?: RestWatch | undefined;
  waits?: { requestMs?: number; firstPauseMs?: number } | undefined;
  /** The connection is lost for good, by a refused token or a refusal of the gateway. Called once, after `start`. */
  onFatal(error: Error): void;
}

export interface DiscordClient {
  rest: DiscordRest;
  /**
   * Resolves when the bot is online with its commands registered. Waits for as long as Discord or the network is away. Throws
   * `TokenRefusedError`, and `DiscordError` where trying again would not help.
   */
  start(onInteraction: (payload: unknown) => void): Promise<DiscordIdentity>;
  /** Whether the gateway brings interactions at this moment. */
  isConnected(): boolean;
  /** Throws before `start` has resolved. */
  identity(): DiscordIdentity;
  /** Goes offline. What is being sent still arrives. */
  stop(): Promise<void>;
}

export interface DiscordIdentity {
  applicationId: string;
  botId: string;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** The bot's connection to Discord. Without intents it hears of nothing but interactions. */
export function createDiscordClient(options: DiscordClientOptions): DiscordClient {
  const { token, api, log, waits } = options;
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
  const rest = createDiscordRest({
    token,
    api,
    timeoutMs: waits?.requestMs,
    watch: options.watch,
    onTokenRefused: () => fail(new TokenRefusedError()),
  });
  const gateway = createGateway({
    token,
    rest,
    dispatcher: options.dispatcher ?? new Agent(),
    onInteraction: (payload) => onInteraction(payload),
    onClosedForGood: (code) => fail(closedError(code)),
    log,
  });

  /** What is only away is waited for: a restart would do nothing else, and Discord counts how often a bot connects. */
  async function whenReachable<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await attempt();
      } catch (thrown) {
        const error = toDiscordError(thrown, 'repeatable');
        if (stopped.signal.aborted || error.code !== 'retry') throw error;
        const pauseMs = Math.min(
          LONGEST_PAUSE_MS,
          (waits?.firstPauseMs ?? FIRST_PAUSE_MS) * 2 ** Math.min(failures, 10),
        );
        const retryInMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
        log.warn({ reason: error.message, retryInMs }, 'Discord cannot be reached; trying again');
        await pause(retryInMs, undefined, { signal: stopped.signal }).catch(() => stopped.signal.throwIfAborted());
      }
    }
  }

  async function connect(): Promise<DiscordIdentity> {
    const { signal } = stopped;
    const found = await whenReachable(() => gateway.open(signal));
    const commands = options.commands();
    const hasChanged = await whenReachable(() => registerCommands(rest, found.applicationId, commands, signal));
    log.info({ ...found, commands: commands.length, hasChanged }, 'online at Discord');
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
        identity = await Promise.race([connect(), refused.promise]);
        isOnline = true;
        return identity;
      } catch (error) {
        close(error);
        throw error;
      }
    },
    isConnected: () => isOnline && gateway.isConnected(),
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
