import {
  Client,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  Options,
  type RESTPostAPIApplicationCommandsJSONBody,
  Status,
} from 'discord.js';
import { DiscordError } from '../errors.ts';
import type { Logger } from '../logger.ts';
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
  /** Whoever counts requests. */
  watch?: RestWatch | undefined;
  waits?: { requestMs?: number; readyMs?: number } | undefined;
  /** The connection is lost for good, by a refused token or a refusal of the gateway. Called once, after `start`. */
  onFatal(error: Error): void;
}

export interface DiscordClient {
  rest: DiscordRest;
  /** Resolves when the bot is online with its commands registered. Throws `TokenRefusedError`, `DiscordError`. */
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

const READY_MS = 60_000;

/** The bot's connection to Discord. Without intents it hears of nothing but interactions, and keeps next to nothing in memory. */
export function createDiscordClient(options: DiscordClientOptions): DiscordClient {
  const { token, api, log, waits } = options;
  let isOnline = false;
  let identity: DiscordIdentity | undefined;
  let failStart: (error: Error) => void = () => undefined;

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
  const client = createLibraryClient(api);
  watch(client, log, fail);

  async function connect(signal: AbortSignal): Promise<DiscordIdentity> {
    const ready = new Promise<Client<true>>((resolve, reject) => {
      failStart = reject;
      client.once(Events.ClientReady, resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    // A refused token ends both; one of them is enough to hear of it.
    ready.catch(() => undefined);
    await Promise.race([client.login(token), ready]);
    const { user, application } = await ready;
    return { botId: user.id, applicationId: application.id };
  }

  return {
    rest,
    async start(onInteraction) {
      const signal = AbortSignal.timeout(waits?.readyMs ?? READY_MS);
      // The raw payload: the library's own objects would reach for guilds and channels that nobody has told it of.
      client.ws.on(GatewayDispatchEvents.InteractionCreate, onInteraction);
      try {
        identity = await connect(signal);
        const commands = options.commands();
        const hasChanged = await registerCommands(rest, identity.applicationId, commands, signal);
        isOnline = true;
        log.info({ ...identity, commands: commands.length, hasChanged }, 'online at Discord');
        return identity;
      } catch (error) {
        await client.destroy();
        rest.close();
        throw startError(error);
      }
    },
    // The manager's own status stays as it was at the first connection.
    isConnected: () => client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready),
    identity() {
      if (!identity) throw new Error('the bot is not online yet');
      return identity;
    },
    async stop() {
      isOnline = false;
      await client.destroy();
      rest.close();
    },
  };
}

function createLibraryClient(api: string | undefined): Client {
  return new Client({
    intents: [],
    shards: 'auto',
    ...(api !== undefined && { rest: { api } }),
    // Every interaction brings its member along; nothing here asks the caches for one.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
  });
}

function watch(client: Client, log: Logger, fail: (error: Error) => void): void {
  client.on(Events.Error, (error) => log.warn({ reason: error.message }, 'the connection to Discord had an error'));
  client.on(Events.Warn, (reason) => log.warn({ reason }, 'the Discord library warns'));
  client.on(Events.ShardError, (error, shard) =>
    log.warn({ reason: error.message, shard }, 'a gateway connection failed'),
  );
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'reconnecting to the gateway'));
  client.on(Events.ShardResume, (shard, missed) => log.info({ shard, missed }, 'the gateway connection is back'));
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    log.error({ code, shard }, 'the gateway closed the connection for good');
    const isToken = code === GatewayCloseCodes.AuthenticationFailed;
    fail(
      isToken
        ? new TokenRefusedError()
        : new DiscordError('refused', `Discord's gateway closed the connection with code ${code}`),
    );
  });
}

function startError(error: unknown): Error {
  if (error instanceof TokenRefusedError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid) return new TokenRefusedError();
  return toDiscordError(error, 'repeatable');
}
