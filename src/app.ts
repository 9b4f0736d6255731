import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createCommands } from '../commands/index.ts';
import type { Ambient } from './ambient.ts';
import { createLifetime, type Lifetime } from './app/lifetime.ts';
import { openCluster } from './app/open-cluster.ts';
import { openData, openFleetData } from './app/open-data.ts';
import { openMedia } from './app/open-media.ts';
import { openOperator } from './app/open-operator.ts';
import { openProviders } from './app/open-providers.ts';
import { openStores } from './app/open-stores.ts';
import { type Application, type ApplicationOptions, createApplication } from './application.ts';
import { type ClockState, clockStateOf } from './cluster/clock-check.ts';
import { createFleetWatch } from './cluster/fleet-watch.ts';
import type { Crossing } from './cluster/port.ts';
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
import { createArchives } from './store/archives.ts';
import { createFeatureIds } from './store/feature-ids.ts';
import { removeOldFolders } from './store/files/old-folders.ts';
import { type BucketPlace, openBucket } from './store/files/open-bucket.ts';
import { proveFolder } from './store/files/prove-folder.ts';
import { createFiles, unfinishedFolderIn } from './store/files.ts';
import { createKeyvStore } from './store/keyv-store.ts';

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
  const { config, lifetime, late, clock, realTime, random, newId, log, onFatal } = root;
  const { dataFolder, models } = config;
  const onTrouble = (code: DatabaseTrouble) => {
    late.metrics.errorMet({ source: 'database', code });
    // The next start checks the file, and says what to do.
    if (code === 'damaged') onFatal(new Error('the database is damaged'));
    if (code === 'gone') onFatal(new StartError('the database is not in its place any more'));
  };
  const { postgres } = config;
  const opening = { folder: dataFolder, onTrouble, lifetime, clock, realTime, log };
  const { database, file } = postgres
    ? await openFleetData({ ...opening, postgres, speed: config.clock.speed, random })
    : await openData(opening);
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
  const sharer = workerId.replaceAll('-', '');
  const ownFolder = isShared ? await openOwnFolder(root, sharer) : dataFolder;
  const http = openHttp(root);
  const filesFolder = join(dataFolder, 'files');
  const bucket =
    config.bucket && (await openFilesBucket(root, config.bucket, filesFolder, http, isShared ? sharer : undefined));
  if (!bucket) await proveFolder({ folder: filesFolder, database, isShared, newId });
  const files = createFiles({
    database,
    folder: filesFolder,
    bucket,
    sharer: isShared ? sharer : undefined,
    download: http.download,
    maximumTotalBytes: config.filesMaximumBytes,
    makeRoom: async (bytes) => late.application?.makeRoom(bytes),
    clock,
  });
  const archives = createArchives({ folder: join(ownFolder, 'exports'), files });
  const media = openMedia({ dataFolder, ownFolder, ffmpeg: config.ffmpeg, lifetime, log });
  const admit = () => {
    database.checkPlace();
    rivals.refuseIfThere();
  };
  const jobs = createSqlJobs({ database, clock, log, admit });
  const providers = openProviders({
    chosen: config.providers,
    models,
    http,
    files,
    featureIdsOf: (account) => createFeatureIds({ database, clock, account }),
    signs: stores.providerSigns,
    breakers: jobs.breakers,
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
  const clockState = clockStateFor(config, database);
  const mayTake = () => clockState() !== 'wrong';
  const cluster =
    database.engine === 'postgres' && config.postgres
      ? await openCluster({
          database,
          listenUrl: config.postgres.listenUrl,
          workerId,
          speed: config.clock.speed,
          mayTake,
          lifetime,
          realTime,
          log,
        })
      : undefined;
  const shareRequests = (living: number) => client.rest.limitTo(Math.max(1, Math.floor(REQUESTS_PER_SECOND / living)));
  const { agreed } = config;
  const fleet =
    cluster &&
    lifetime.opened(createFleetWatch({ cluster, agreed, onLiving: shareRequests, clock: realTime, log }), (it) =>
      it.stop(),
    );
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
    attachments,
    discord,
    guildRoster,
  };
}

/** The sandbox shifts and speeds its clock up, which is no fault of the machine's. */
function clockStateFor({ clock }: Config, database: Database): () => ClockState {
  const isMoved = clock.speed !== 1 || clock.offsetMs !== 0;
  return () => (isMoved || database.engine === 'sqlite' ? 'ok' : clockStateOf(database.clockOffsetMs()));
}

/** For what only this process has to do with: others may have the same data folder. What such leave behind goes after a day. */
async function openOwnFolder({ config, lifetime, clock }: Root, name: string): Promise<string> {
  const all = join(config.dataFolder, 'processes');
  await mkdir(join(all, name), { recursive: true, mode: 0o700 });
  await removeOldFolders(all, { except: name, clock });
  return lifetime.opened(join(all, name), (folder) => rm(folder, { recursive: true, force: true }));
}

async function openFilesBucket(
  { lifetime, clock, log }: Root,
  place: BucketPlace,
  filesFolder: string,
  http: GuardedFetch,
  sharer: string | undefined,
) {
  const { endpoint, bucket } = place;
  log.info({ endpoint, bucket }, 'songs and covers are kept in a bucket');
  const folder = unfinishedFolderIn(filesFolder, sharer);
  return openBucket({ place, folder, dispatcher: http.dispatcher, signal: lifetime.signal, clock, log });
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
