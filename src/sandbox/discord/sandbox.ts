import { type Clock, createClock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import { createChannelViews } from './actors/channel.ts';
import { createGuild, type GuildOptions } from './actors/guild.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGateway, type GatewayControl } from './gateway.ts';
import { GUILDS_INTENT } from './gateway-protocol.ts';
import { lifetimes, oldEdits, type PremiumTier, requestLimit, uploadLimits } from './limits.ts';
import type { WorldSettings } from './records.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { apiRoutes } from './routes/api.ts';
import { fileRoutes } from './routes/files.ts';
import { startServer } from './server.ts';
import type { Json, SandboxChannel, SandboxEvents, SandboxGuild } from './types.ts';
import { createWorld } from './world.ts';

export interface DiscordSandboxOptions {
  /** The machine's own by default; a test passes one that it turns by hand. */
  clock?: Clock;
  log?: Logger;
  /** What the bot is called; "Coverband" by default. */
  botName?: string;
  /** 0, the default, takes any free one. */
  port?: number;
  /** The name by which the bot reaches it, for a network in which that leads here; 127.0.0.1 by default. */
  hostname?: string;
  /** How long the bot has for its first answer, by the clock. */
  answerDeadlineMs?: number;
  /** How long the same nonce means the same message, by the clock. */
  nonceWindowMs?: number;
  /** How long files of private answers and forms are served, by the clock. */
  ephemeralFileMs?: number;
  /** How long a link to a file holds, by the clock. */
  linkMs?: number;
  /** Per file and premium tier, in bytes. */
  uploadLimits?: Partial<Record<PremiumTier, number>>;
  /** All files of one new channel message together, in bytes. */
  requestLimitBytes?: number;
  /** How often a message older than an hour may be edited. */
  oldEdits?: number;
  /** How many of the latest requests the log keeps. */
  rememberedRequests?: number;
}

/** A stand-in for Discord on one loopback port. */
export interface DiscordSandbox {
  /** Where it listens; attachments are served below it. */
  origin: string;
  /** For `rest.api` of discord.js. */
  apiUrl: string;
  /** The one bot token that it accepts. */
  token: string;
  applicationId: string;
  botUserId: string;
  botName: string;
  /** May be changed at any time. */
  settings: WorldSettings;
  addGuild(options?: GuildOptions): SandboxGuild;
  readonly guilds: readonly SandboxGuild[];
  /** Any channel that there is: of servers, threads and direct messages. */
  channel(id: string): SandboxChannel | undefined;
  faults: Faults;
  log: RequestLog;
  gateway: GatewayControl;
  /** What the bot has registered: globally, or for one guild. */
  commands(guildId?: string): readonly Json[];
  events: SandboxEvents;
  /** Is down for REST and files until the function that it returns is called; the gateway stays. */
  refuseConnections(): () => Promise<void>;
  close(): Promise<void>;
}

export async function startDiscordSandbox(options: DiscordSandboxOptions = {}): Promise<DiscordSandbox> {
  const { clock = createClock(), log, port = 0, botName = 'Coverband' } = options;
  const closing = new AbortController();
  const world = createWorld({ clock, botName, settings: settingsOf(options), closed: closing.signal });
  const token = tokenOf(world.applicationId);
  const gateway = createGateway({ world, token });
  const faults = createFaults();
  const requests = createRequestLog(clock, options.rememberedRequests);
  const server = await startServer({
    port,
    token,
    now: clock.now,
    routes: apiRoutes(world),
    fileRoutes: fileRoutes(world),
    gateway,
    faults,
    requests,
    log,
  });
  const origin = server.origin.replace('127.0.0.1', options.hostname ?? '127.0.0.1');
  world.origin = origin;
  world.events.on((event) => {
    if (event.type !== 'roleDeleted') return;
    const { guildId, roleId } = event;
    gateway.dispatch('GUILD_ROLE_DELETE', { guild_id: guildId, role_id: roleId }, guildId, GUILDS_INTENT);
  });
  const guilds: SandboxGuild[] = [];
  const channelView = createChannelViews(world);

  return {
    origin,
    apiUrl: `${origin}/api`,
    token,
    applicationId: world.applicationId,
    botUserId: world.bot.id,
    botName: world.bot.name,
    settings: world.settings,
    addGuild(guildOptions = {}) {
      const guild = createGuild({ world, gateway }, channelView, guildOptions);
      guilds.push(guild);
      return guild;
    },
    guilds,
    channel(id) {
      const record = world.channels.get(id);
      return record && channelView(record);
    },
    faults,
    log: requests,
    gateway,
    commands: (guildId = '') => world.commands.get(guildId) ?? [],
    events: world.events,
    refuseConnections: server.refuseConnections,
    async close() {
      closing.abort();
      world.events.close();
      gateway.close();
      await server.close();
    },
  };
}

function settingsOf(options: DiscordSandboxOptions): WorldSettings {
  return {
    answerDeadlineMs: options.answerDeadlineMs ?? lifetimes.answer,
    nonceWindowMs: options.nonceWindowMs ?? lifetimes.nonce,
    ephemeralFileMs: options.ephemeralFileMs ?? lifetimes.ephemeralFile,
    linkMs: options.linkMs ?? lifetimes.link,
    uploadLimits: { ...uploadLimits, ...options.uploadLimits },
    requestLimitBytes: options.requestLimitBytes ?? requestLimit,
    oldEdits: options.oldEdits ?? oldEdits,
  };
}

/** In the shape of a real one: application id, time, seal. */
function tokenOf(applicationId: string): string {
  return `${Buffer.from(applicationId).toString('base64url')}.SANDBX.${'stand-in'.padEnd(38, '_')}`;
}
