import { createCommands } from '../commands/index.ts';
import type { Ambient } from './ambient.ts';
import { createLifetime, type Lifetime } from './app/lifetime.ts';
import { openData, openFleetData } from './app/open-data.ts';
import { openFiles } from './app/open-files.ts';
import { openFleet } from './app/open-fleet.ts';
import { openMedia } from './app/open-media.ts';
import { openOperator } from './app/open-operator.ts';
import { openProviders } from './app/open-providers.ts';
import { openStores } from './app/open-stores.ts';
import { type Application, type ApplicationOptions, createApplication } from './application.ts';
import { type ClockState, clockStateOf } from './cluster/clock-check.ts';
import { alone, type Crossing } from './cluster/port.ts';
import type { Config } from './config/read-config.ts';
import { removeOldCopies } from './database/old-copies.ts';
import {
  type Database,
  DatabaseAwayError,
  DatabaseError,
  DatabaseFullError,
  DatabaseInUseError,
  type DatabaseTrouble,
} from './database.ts';
import { createDiscordClient, type DiscordClient, TokenRefusedError } from './discord/client.ts';
import { createDiscord } from './discord/discord.ts';
import { createGuildRoster } from './discord/guild-roster.ts';
import type { Command } from './discord/interactions/command.ts';
import { createDispatch } from './discord/interactions/dispatch.ts';
import type { RegisteredCommands } from './discord/interactions/register-commands.ts';
import { createRivals } from './discord/interactions/rivals.ts';
import { inviteLink } from './discord/permissions/invite-link.ts';
import { createAttachments } from './discord/rest/attachments.ts';
import type { OperatorTerms } from './domain/policy/guild-policy.ts';
import { operatorTerms } from './domain/policy/operator-terms.ts';
import { USUAL_LUFS } from './domain/song/loudness.ts';
import { StartError } from './errors.ts';
import { type Health, type Metrics, noMetrics } from './http/port.ts';
import { outcomeOfStatus } from './http-guard/outcome.ts';
import { createGuardedFetch, type GuardedFetch, type GuardedFetchOptions } from './http-guard.ts';
import { createJobRunner } from './jobs/runner/runner.ts';
import type { JobRunner } from './jobs/runner.ts';
import { createSqlJobs } from './jobs/sql/jobs.ts';
import { createKept } from './lib/kept.ts';
import type { Logger } from './logger.ts';
import { createFeatureIds } from './store/feature-ids.ts';
import { createKeyvStore } from './store/keyv-store.ts';
import type { Files } from './store/port.ts';

export interface AppDeps {
  ambient: Ambient;
  log: Logger;
  /** The bot has lost Discord for good. */
  onFatal(error: Error): void;
}

export interface App {
  /** Resolves when the bot is online and at work. Throws `StartError` where only the operator can help. */
  start(): Promise<void>;
  /** Closes what was opened, in reverse; may be called at any time, and more than once. */
  stop(): Promise<void>;
  /** Whether a paid request is under way whose answer comes only once: all else can be broken off, and is gone on with later. */
  isOwed(): boolean;
}

/** What all parts share, and what is there only once others are. */
interface Root extends Ambient, Omit<AppDeps, 'ambient'> {
  config: Config;
  lifetime: Lifetime;
  late: { metrics: Metrics; application?: Application; commands: readonly Command[] };
}

/** Puts the bot together, from what it stands on to what is seen of it. The only place that knows every part. */
export function createApp(config: Config, { ambient, ...deps }: AppDeps): App {
  const lifetime = createLifetime(deps.log);
  const root: Root = { ...ambient, ...deps, config, lifetime, late: { metrics: noMetrics, commands: [] } };
  const { late } = root;

  return {
    start: () =>
      start(root).catch((error: unknown) => {
        throw explained(error);
      }),
    isOwed: () => late.application?.isOwed() ?? false,
    stop: lifetime.close,
  };
}

async function start(root: Root): Promise<void> {
  const { config, lifetime, late, clock, realTime, log } = root;
  const ground = await openGround(root);
  const { client, cluster, fleet, clockState, rivals, providers, stores, attachments, database, guildRoster } = ground;
  const application = await createApplication(
    { ...root, ...ground, alarms: ground.jobs.alarms, providers: providers.runtimes, providerStates: providers.states },
    optionsOf(root, ground),
    {
      onPaid: (payment) => late.metrics.paid(payment),
      onCapped: (provider) => late.metrics.errorMet({ source: 'cost', code: provider }),
      onAcceptedAgain: (provider) => late.metrics.errorMet({ source: 'repetition', code: provider }),
    },
  );
  late.application = application;
  late.commands = createCommands({ ...application, operator: config.operatorDesk, clock });
  const dispatch = createDispatch({
    commands: late.commands,
    rest: client.rest,
    attachments,
    load: {
      draft: stores.drafts.get,
      job: async (id, reader) => (await application.history.find(reader, id))?.job,
      settings: application.policyOf,
      block: application.blockOf,
      lastStyles: stores.lastStyles.of,
    },
    onFailure: () => late.metrics.errorMet({ source: 'interaction', code: 'unexpected' }),
    onTaken: rivals.met,
    claim: cluster?.claimInteraction,
    onGuild(guildId) {
      application.guildHeard(guildId);
      guildRoster.heard(guildId);
    },
    clock,
    realTime,
    log,
  });
  let operatorPort: number | undefined;
  if (config.operator) {
    const health = (): Health => ({
      gateway: config.role !== 'worker' && !client.isConnected() ? 'away' : rivals.areThere() ? 'shared' : 'ok',
      store: database.trouble() ?? 'ok',
      providers: providers.health(),
      ...(fleet && { clock: clockState() === 'ok' ? 'ok' : 'off', differing: fleet.differing() }),
    });
    const { dataFolder, operator } = config;
    const names = [...providers.runtimes.keys()];
    const opened = await openOperator({
      ...root,
      ...ground,
      operator,
      dataFolder,
      application,
      providers: names,
      health,
      connections: () => ({ servers: guildRoster.count(), sessions: client.sessions() }),
    });
    late.metrics = opened.metrics;
    operatorPort = opened.port;
  }

  providers.start();
  if (config.role === 'worker') return startWorker(root, { client, application, operatorPort });
  const online = await client.start((payload) => void dispatch.handle(payload));
  // Together: no turn is given while an interaction still waits for a download, and those are broken off.
  lifetime.opened(application, (it) => Promise.all([dispatch.close(), it.stop()]));
  await application.start();
  lifetime.opened(guildRoster, (it) => it.stop()).start(online.guildIds);
  warnOfStrangers(config, log);
  const { botName: bot, applicationId } = online;
  const invite = inviteLink(applicationId, config.guildDefaults);
  log.info({ operatorPort, bot, servers: guildRoster.count(), invite }, 'ready');
}

/** Of the requests a second that Discord gives to a bot, of which each process has as large a part; some are left for what is not counted. */
const REQUESTS_PER_SECOND = 45;

/** Makes and posts covers, and answers nobody. */
async function startWorker(
  { lifetime, log }: Root,
  {
    client,
    application,
    operatorPort,
  }: { client: DiscordClient; application: Application; operatorPort: number | undefined },
): Promise<void> {
  await client.startQuietly();
  lifetime.opened(application, (it) => it.stop());
  await application.start();
  log.info({ operatorPort, role: 'worker' }, 'ready');
}

type Ground = Awaited<ReturnType<typeof openGround>>;

/** So long a process is believed to live that says nothing. */
const LEASE_MS = 30_000;

/** Servers whose terms are kept in memory: they are asked for with every click. */
const GUILDS_KEPT = 1_000;

/** Data, network, providers and Discord. */
async function openGround(root: Root) {
  const { config, lifetime, late, clock, realTime, random, newId, log } = root;
  const { dataFolder, models } = config;
  const { database, file } = await openDatabase(root);
  const rivals = createRivals({
    clock,
    log,
    onBegin: () => late.metrics.errorMet({ source: 'discord', code: 'shared' }),
  });
  const onFreed = (hashes: readonly string[]) => late.application?.filesFreed(hashes);
  // What the operator has chosen meanwhile holds from the next click on, so that it is asked for each time.
  const quota = { ...config.quota, choiceOf: (guildId: string) => stores.operatorChoices.now().guilds[guildId] };
  const kept = createKept<OperatorTerms>(GUILDS_KEPT);
  const terms = (guildId: string) =>
    kept(guildId, [quota.choiceOf(guildId)], () => operatorTerms({ ...config, quota }, guildId));
  const isShared = database.engine === 'postgres';
  const stores = await openStores({ database, isShared, terms, onFreed, clock, log });
  const workerId = newId();
  const http = openHttp(root);
  const { files, archives, ownFolder } = await openFiles({
    config,
    database,
    sharer: isShared ? workerId.replaceAll('-', '') : undefined,
    http,
    makeRoom: async (bytes) => late.application?.makeRoom(bytes),
    lifetime,
    clock,
    newId,
    log,
  });
  const media = openMedia({ dataFolder, ownFolder, ffmpeg: config.ffmpeg, lifetime, log });
  const admit = () => {
    database.checkPlace();
    rivals.refuseIfThere();
  };
  const jobs = createSqlJobs({ database, clock, log, admit });
  const clockState = clockStateFor(config, database);
  const mayTake = () => clockState() !== 'wrong';
  const fleetParts =
    database.engine === 'postgres' && config.postgres
      ? await openFleet({
          database,
          listenUrl: config.postgres.listenUrl,
          workerId,
          speed: config.clock.speed,
          mayTake,
          agreed: config.agreed,
          onLiving: (living) => client.rest.limitTo(Math.max(1, Math.floor(REQUESTS_PER_SECOND / living))),
          lifetime,
          realTime,
          log,
        })
      : undefined;
  const { cluster, fleet } = fleetParts ?? {};
  const providers = openProviders({
    chosen: config.providers,
    models,
    http,
    files,
    featureIdsOf: (account) => createFeatureIds({ database, clock, account }),
    signs: stores.providerSigns,
    breakers: jobs.breakers,
    others: cluster ?? alone,
    onAccess(provider, access) {
      if (access === 'refused') late.application?.notices.note('keyRefused', provider);
      if (access === 'no credit') late.application?.notices.note('noCredit', provider);
    },
    onPrices: (provider, prices) => late.application?.pricesPublished(provider, prices),
    lifetime,
    clock,
    random,
    newId,
    log,
  });
  // A turn at a provider that is not set up any more, which has no limit, is how its jobs come to their ends.
  const runner: JobRunner = await createJobRunner({
    jobs,
    leases: jobs.leasesOf({ workerId, lastsMs: isShared ? LEASE_MS : undefined }),
    workerId,
    alarms: jobs.alarms,
    breakers: jobs.breakers,
    shared: isShared ? { random, mayTake, mayGiveTurns: () => !fleet?.differing().length } : undefined,
    perGuild: config.runningPerGuild,
    slots: providers.slots,
    clock,
    log,
  });
  const client = openClient(root, {
    http,
    registered: createKeyvStore({ database, namespace: 'commands' }),
    identifyTurn: cluster?.identifyTurn,
  });
  // Before any turn is given.
  await fleet?.start();
  const atDiscord = openDiscord(root, { client, files });
  return {
    database,
    file,
    rivals,
    quota,
    stores,
    files,
    archives,
    ...media,
    providers,
    jobs,
    cluster,
    clockState,
    fleet,
    runner,
    client,
    ...atDiscord,
  };
}

/** In the data folder, or on the server that the settings name. */
async function openDatabase({ config, lifetime, late, clock, realTime, random, log, onFatal }: Root) {
  const onTrouble = (code: DatabaseTrouble) => {
    late.metrics.errorMet({ source: 'database', code });
    // The next start checks the file, and says what to do.
    if (code === 'damaged') onFatal(new Error('the database is damaged'));
    if (code === 'gone') onFatal(new StartError('the database is not in its place any more'));
  };
  const { postgres } = config;
  const opening = { folder: config.dataFolder, onTrouble, lifetime, clock, realTime, log };
  return postgres ? openFleetData({ ...opening, postgres, speed: config.clock.speed, random }) : openData(opening);
}

/** What is asked of Discord, and what is known of where the bot is. */
function openDiscord({ config, late, clock, log }: Root, { client, files }: { client: DiscordClient; files: Files }) {
  const attachments = createAttachments({ files, maximumBytes: config.uploadMemoryBytes });
  const discord = createDiscord({
    rest: client.rest,
    identity: client.identity,
    clock,
    attachments,
    operator: { ...config.operatorDesk, locale: config.guildDefaults.locale ?? 'en-US' },
  });
  const guildRoster = createGuildRoster({
    ownGuilds: discord.ownGuilds,
    onGuilds: (guildIds) => late.application?.guildsListed(guildIds),
    clock,
    log,
  });
  return { attachments, discord, guildRoster };
}

/** The sandbox shifts and speeds its clock up, which is no fault of the machine's. */
function clockStateFor({ clock }: Config, database: Database): () => ClockState {
  const isMoved = clock.speed !== 1 || clock.offsetMs !== 0;
  return () => (isMoved || database.engine === 'sqlite' ? 'ok' : clockStateOf(database.clockOffsetMs()));
}

function openHttp({ config, lifetime, late, log }: Root): GuardedFetch {
  const { trustedOrigins, trustedNetworks, proxies } = config;
  const onRequest: GuardedFetchOptions['onRequest'] = (report) => late.metrics.requestEnded(report);
  const http = lifetime.opened(createGuardedFetch({ trustedOrigins, trustedNetworks, proxies, log, onRequest }), (it) =>
    it.close(),
  );
  // The stand-in for Discord serves files by itself.
  if (config.discord.apiBase === undefined) void warnOfNetwork(http, log);
  return http;
}

function openClient(
  { config, lifetime, late, log, onFatal }: Root,
  {
    http,
    registered,
    identifyTurn,
  }: { http: GuardedFetch; registered: RegisteredCommands; identifyTurn: Crossing['identifyTurn'] | undefined },
): DiscordClient {
  return lifetime.opened(
    createDiscordClient({
      token: config.discord.token,
      shards: config.shards,
      identifyTurn,
      api: config.discord.apiBase,
      dispatcher: http.dispatcher,
      // Told to Discord when the bot goes online, by when they are there.
      commands: () => late.commands.flatMap(({ data, guildIds }) => (guildIds ? [] : data)),
      guildCommands: () => guildCommandsOf(late.commands),
      registered,
      watch: {
        requestEnded({ status, ms }) {
          const outcome = status === undefined ? 'connection' : outcomeOfStatus(status);
          late.metrics.requestEnded({ target: 'discord', outcome, ms });
        },
        rateLimited: (limit) => late.metrics.rateLimited(limit),
      },
      log,
      onFatal: (error) => onFatal(explained(error)),
    }),
    (it) => it.stop(),
  );
}

function guildCommandsOf(commands: readonly Command[]): Map<string, Command['data']> {
  const guildIds = new Set(commands.flatMap(({ guildIds = [] }) => guildIds));
  const of = (guildId: string) => commands.flatMap(({ data, guildIds }) => (guildIds?.includes(guildId) ? data : []));
  return new Map([...guildIds].map((guildId) => [guildId, of(guildId)]));
}

function optionsOf({ config }: Root, { providers, file, quota }: Ground): ApplicationOptions {
  const { remixChannelIds, remixTag: forumTag, opensThreads: opensThread, reportChannelIds } = config.guildDefaults;
  return {
    ...config,
    isShared: config.postgres !== undefined,
    quota,
    lufs: config.isEquallyLoud ? USUAL_LUFS : null,
    slots: providers.slots,
    watchedChannels: [
      { setting: 'REMIX_CHANNELS', ids: remixChannelIds, use: { kind: 'covers', forumTag, opensThread } },
      { setting: 'REPORT_CHANNELS', ids: reportChannelIds, use: { kind: 'reports' } },
    ],
    removeOldCopies: async (before) => (file === undefined ? 0 : removeOldCopies(file, before)),
  };
}

/** What the operator has to know of it in one line; a bug stays as it is. */
function explained<Thrown>(error: Thrown): Thrown | StartError {
  if (error instanceof TokenRefusedError) return new StartError(error.message, { cause: error });
  if (!(error instanceof DatabaseError)) return error;
  const passing = [DatabaseInUseError, DatabaseFullError, DatabaseAwayError];
  const mayPass = passing.some((kind) => error instanceof kind);
  return new StartError(error.message, { cause: error, mayPass });
}

/** Where members' songs are served. */
const DISCORD_FILES = 'cdn.discordapp.com';

/** Else each member would be told that the song cannot be had, and nobody who can change it. */
async function warnOfNetwork(http: GuardedFetch, log: Logger): Promise<void> {
  const reason = await http.faultOf(DISCORD_FILES);
  if (reason !== null) log.warn({ reason }, 'songs cannot be downloaded in this network');
}

function warnOfStrangers({ quota }: Config, log: Logger): void {
  if (!quota.allowedGuilds.othersMayTry) return;
  const dollars = (quota.trialMonth.micros ?? 0) / 1_000_000;
  log.warn(`any server may add this bot and spend $${dollars.toFixed(2)} a month, unless ALLOWED_GUILDS names it`);
}
