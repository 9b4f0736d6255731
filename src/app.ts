import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createCommands } from '../commands/index.ts';
import { createMediaEncoder } from './audio/media-encoder.ts';
import { createMediaProbe } from './audio/probe.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/read-config.ts';
import { createCancelCover, createEndWaiting } from './covers/cancel.ts';
import { createChannelWatch, type WatchedChannels } from './covers/channel-watch.ts';
import { createDeliver } from './covers/deliver/deliver.ts';
import { createPostKept } from './covers/deliver/post-kept.ts';
import { createDurationStats } from './covers/duration-stats.ts';
import { createHistory } from './covers/library/history.ts';
import { createOriginals } from './covers/library/originals.ts';
import { createRemoval } from './covers/library/removal.ts';
import { createReportCover } from './covers/library/report.ts';
import { createAllowance } from './covers/make/allowance.ts';
import { createExpireUnknown } from './covers/make/expire-unknown.ts';
import { createMake } from './covers/make/make.ts';
import type { ProviderRuntime } from './covers/make/make-deps.ts';
import { createPresumed } from './covers/make/presumed.ts';
import { createPrices, pricedNow } from './covers/make/prices.ts';
import { createPrivacy } from './covers/privacy.ts';
import { createProgress } from './covers/progress.ts';
import { createGetQuotaUsage } from './covers/quota-usage.ts';
import { createBudget } from './covers/request/budget.ts';
import { createDownloadLimits } from './covers/request/download-limits.ts';
import { createLyricsHelp } from './covers/request/lyrics-draft.ts';
import { createRemixes } from './covers/request/remix.ts';
import { createCoverRequests } from './covers/request/request.ts';
import { createUploads } from './covers/request/uploads.ts';
import { createEraseGuild } from './covers/retention/erase-guild.ts';
import { createGuildWatch } from './covers/retention/guild-watch.ts';
import { createRetention } from './covers/retention/retention.ts';
import { checkDatabaseIsThere, codeFolderIn, openDataFolder } from './data-folder.ts';
import { createBackups } from './database/backups.ts';
import { removeOldCopies } from './database/old-copies.ts';
import {
  type Database,
  DatabaseError,
  DatabaseFullError,
  DatabaseInUseError,
  type DatabaseTrouble,
  openDatabase,
} from './database.ts';
import { createDiscordClient, TokenRefusedError } from './discord/client.ts';
import { createDiscord } from './discord/discord.ts';
import { createDispatch } from './discord/interactions/dispatch.ts';
import type { Loaders } from './discord/interactions/load-needs.ts';
import { createRivals } from './discord/interactions/rivals.ts';
import { createAttachments } from './discord/rest/attachments.ts';
import { isGuildAllowed } from './domain/charges.ts';
import type { AudioSettings } from './domain/job.ts';
import type { Model } from './domain/models.ts';
import { isPriced } from './domain/prices.ts';
import { StartError } from './errors.ts';
import { type Health, type Metrics, noMetrics } from './http/port.ts';
import { outcomeOfStatus } from './http-guard/outcome.ts';
import { createGuardedFetch, type GuardedFetch } from './http-guard.ts';
import { createJobRunner } from './jobs/runner/runner.ts';
import { createSqliteJobs } from './jobs/sqlite/jobs.ts';
import { jobMigrations } from './jobs/sqlite/migrations.ts';
import { text } from './locales/text.ts';
import type { Logger } from './logger.ts';
import { createAccessWatch } from './providers/access-watch.ts';
import { type Breaker, type BreakerState, createBreaker } from './providers/breaker.ts';
import type { LyricsWriter, Provider } from './providers/port.ts';
import { createPriceWatch } from './providers/price-watch.ts';
import { createWatcher } from './providers/watcher.ts';
import { createBilledPrices } from './store/billed-prices.ts';
import { createBlockedSongs } from './store/blocked-songs.ts';
import { createDraftUploads } from './store/draft-uploads.ts';
import { createDrafts } from './store/drafts.ts';
import { createLatestTimes } from './store/duration-samples.ts';
import { createFeatureIds } from './store/feature-ids.ts';
import { createFiles } from './store/files.ts';
import { createFirstPosters } from './store/first-posters.ts';
import { createGuildAbsences } from './store/guild-absences.ts';
import { homeOf, noteHome } from './store/home.ts';
import { createKeyvStore } from './store/keyv-store.ts';
import { createLastStyles } from './store/last-styles.ts';
import { createReports } from './store/reports.ts';
import { createSettings } from './store/settings.ts';
import { createThreads } from './store/threads.ts';
import { createPosters } from './store/upload-consent.ts';

export interface AppDeps {
  clock: Clock;
  log: Logger;
  /** In [0, 1). */
  random?: () => number;
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

/** In real time: a second bot must not get far on a database of its own. */
const PLACE_CHECK_MS = 2_000;
/** A process that is ending lets go of the database within seconds. */
const DATABASE_PATIENCE_MS = 10_000;
const DATABASE_RETRY_MS = 250;

/** Puts the bot together. The only place that knows every part. */
export function createApp(config: Config, { clock, log, random = Math.random, onFatal }: AppDeps): App {
  const closers: (() => unknown)[] = [];
  let metrics: Metrics = noMetrics;
  const stopped = new AbortController();
  let owed = 0;
  const whileOwed = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    owed += 1;
    try {
      return await work();
    } finally {
      owed -= 1;
    }
  };
  const opened = <Part>(part: Part, close: (part: Part) => unknown): Part => {
    closers.push(() => close(part));
    stopped.signal.throwIfAborted();
    return part;
  };

  const closeAll = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      await Promise.resolve(close()).catch((error: unknown) => log.error({ err: error }, 'shutdown hook failed'));
    }
  };
  let stopping: Promise<void> = Promise.resolve();

  async function start(): Promise<void> {
    openDataFolder(config.dataFolder);
    const file = join(config.dataFolder, 'coverband.db');
    checkDatabaseIsThere(config.dataFolder, file);
    const onTrouble = (code: DatabaseTrouble) => {
      metrics.errorMet({ source: 'database', code });
      // The next start checks the file, and says what to do.
      if (code === 'damaged') onFatal(new Error('the database is damaged'));
      if (code === 'gone') onFatal(new StartError('the database is not in its place any more'));
    };
    const database = opened(
      await whenFree(
        () =>
          openDatabase({
            migrations: jobMigrations,
            file,
            log,
            onTrouble,
            cacheFolder: codeFolderIn(config.dataFolder, 'copying'),
          }),
        { clock, log, signal: stopped.signal },
      ),
      (it) => it.close(),
    );
    log.info({ folder: resolve(config.dataFolder) }, 'data folder opened');
    opened(
      setInterval(() => noticeIfGone(database), PLACE_CHECK_MS),
      clearInterval,
    );
    await noteHome({ database, log, home: homeOf(config.dataFolder) });
    const rivals = createRivals({ clock, log, onBegin: () => metrics.errorMet({ source: 'discord', code: 'shared' }) });
    const draftUploads = createDraftUploads({ database });
    const drafts = createDrafts({
      database,
      clock,
      uploads: draftUploads,
      onFreed: (hashes) => uploads.removeUnheldLater(hashes),
    });
    const settings = createSettings({ database, defaults: config.guildDefaults, log });
    const lastStyles = createLastStyles({ database, clock });
    const posters = createPosters({ database });
    const firstPosters = createFirstPosters({ database, clock });
    const blocked = createBlockedSongs({ database });
    const reports = createReports({ database, clock });
    const threads = createThreads({ database });
    const http = opened(
      createGuardedFetch({
        trustedOrigins: config.trustedOrigins,
        trustedNetworks: config.trustedNetworks,
        proxies: config.proxies,
        log,
        onRequest: (report) => metrics.requestEnded(report),
      }),
      (it) => it.close(),
    );
    // The stand-in for Discord serves files by itself.
    if (config.discord.apiBase === undefined) void warnOfNetwork(http, log);
    const files = createFiles({
      folder: join(config.dataFolder, 'files'),
      download: http.download,
      maximumTotalBytes: config.filesMaximumBytes,
      makeRoom: (bytes) => retention.makeRoom(bytes),
      clock,
    });
    const mediaEncoder = opened(
      createMediaEncoder({
        log,
        folder: join(config.dataFolder, 'studio'),
        cacheFolder: codeFolderIn(config.dataFolder, 'studio'),
        labelsIn: (locale) => ({
          reference: text(locale, 'picture.reference'),
          made: (kind) => text(locale, 'picture.made', { kind }),
          take: (number) => text(locale, 'picture.take', { number }),
        }),
      }),
      (it) => it.close(),
    );
    const mediaProbe = opened(
      createMediaProbe({
        log,
        maximumSeconds: longestSeconds(config.models) + 1,
        cacheFolder: codeFolderIn(config.dataFolder, 'probe'),
      }),
      (it) => it.close(),
    );

    const featureIdsOf = (account: string) => createFeatureIds({ database, clock, account });

    // What work with a provider shows of its account is known before the next time that it is asked.
    const breakerFor = (name: string, slots: number): Breaker => {
      const onChange = (state: BreakerState) => runner.limit(name, { slots, ...state });
      const breaker = createBreaker({ clock, onChange });
      return {
        ...breaker,
        succeeded() {
          breaker.succeeded();
          access.heard(name, 'ok');
        },
        failed(error) {
          breaker.failed(error);
          access.heard(name, error.code);
        },
      };
    };
    const runtimes = new Map<string, ProviderRuntime & { breaker: Breaker; running: number }>();
    for (const { descriptor, settings: own } of config.providers) {
      const { name } = descriptor;
      const { running } = own;
      const provider = descriptor.create(own, { http: http.named(name), files, featureIdsOf, clock });
      const watcher = opened(createWatcher({ provider, clock, random, log }), (it) => it.close());
      runtimes.set(name, { provider, watch: watcher.watch, breaker: breakerFor(name, running), running });
    }
    const access = opened(
      createAccessWatch({ providers: [...runtimes.values()].map(({ provider }) => provider), clock, log }),
      (it) => it.stop(),
    );
    const jobs = createSqliteJobs({
      database,
      clock,
      log,
      admit() {
        database.checkPlace();
        rivals.refuseIfThere();
      },
    });
    // A turn at a provider that is not set up any more, which has no limit, is how its jobs come to their ends.
    const runner = await createJobRunner({
      jobs,
      alarms: jobs.alarms,
      perGuild: config.runningPerGuild,
      limits: new Map(
        [...runtimes].map(([name, { breaker, running }]) => [name, { slots: running, ...breaker.state() }]),
      ),
      clock,
      log,
    });
    const maximumTotalBytes = config.filesMaximumBytes;
    const uploads = createUploads({ draftUploads, files, jobs, maximumTotalBytes, clock, log });
    // Whoever gives up a file may not be the only one who has it.
    const unlessHeld = { remove: (hash: string) => uploads.removeUnheld([hash]) };
    // A job has its draft's id, and holds the files itself from the first moment.
    jobs.onChange(({ id, version }) => version === 0 && uploads.removeUnheldLater(draftUploads.release(id)));
    const times = await createDurationStats({ models: config.models, latest: createLatestTimes({ database }), log });
    const getQuotaUsage = createGetQuotaUsage({ jobs, quota: config.quota, clock });
    const allowance = createAllowance({ jobs, quota: config.quota, clock });
    const prices = await createPrices({
      models: config.models,
      billed: createBilledPrices({ database }),
      onCapped: (provider) => metrics.errorMet({ source: 'cost', code: provider }),
      log,
    });
    const offered = pricedNow(config.models, prices);
    // Where the operator has said each price, no list is read.
    const unpriced = new Set<string>(config.models.filter((row) => !isPriced(row)).map((row) => row.provider));
    const priceWatch = opened(
      createPriceWatch({
        providers: [...runtimes.values()].map(({ provider }) => provider).filter(({ name }) => unpriced.has(name)),
        clock,
        log,
        onPrices: prices.published,
      }),
      (it) => it.stop(),
    );
    const monthsBudget = createBudget({ jobs, quota: config.quota, models: offered, clock, log });
    jobs.onChange(({ state, version }) => {
      if (state === 'queued' && version === 0)
        monthsBudget.look().catch((error: unknown) => log.warn({ err: error }, 'budget not looked at'));
    });

    // Commands are told to Discord when the client connects, and need what the client brings only when they are used.
    const client = opened(
      createDiscordClient({
        token: config.discord.token,
        api: config.discord.apiBase,
        dispatcher: http.dispatcher,
        commands: () => commands.flatMap(({ data }) => data),
        registered: createKeyvStore({ database, namespace: 'commands' }),
        watch: {
          requestEnded({ status, ms }) {
            const outcome = status === undefined ? 'connection' : outcomeOfStatus(status);
            metrics.requestEnded({ target: 'discord', outcome, ms });
          },
          rateLimited: (limit) => metrics.rateLimited(limit),
        },
        log,
        onFatal: (error) => onFatal(explained(error)),
      }),
      (it) => it.stop(),
    );
    const { rest, identity } = client;
    const attachments = createAttachments({ files, maximumBytes: config.uploadMemoryBytes });
    const discord = createDiscord({ rest, identity, clock, attachments });

    const requests = createCoverRequests({
      files,
      mediaProbe,
      uploads,
      downloads: createDownloadLimits({ clock }),
      jobs,
      drafts,
      settings,
      posters,
      blocked,
      firstPosters,
      getQuotaUsage,
      discord,
      clock,
      log,
      models: offered,
      audio: audioSettings(config.output),
      quota: config.quota,
      allowance,
    });
    const history = createHistory({ jobs, runner, files: unlessHeld, discord, clock, log });
    const cancelCover = createCancelCover({ jobs, clock });
    const postKept = createPostKept({ jobs, files, settings, discord, blocked });
    const lyrics = createLyricsHelp({
      providers: [...runtimes.values()].map(({ provider }): Provider => {
        const writer = provider.lyricsWriter;
        if (!writer) return provider;
        const write: LyricsWriter['write'] = (wish, signal) => whileOwed(() => writer.write(wish, signal));
        return { ...provider, lyricsWriter: { ...writer, write } };
      }),
      songOf: requests.songOf,
      jobs,
      allowance,
      quota: config.quota,
      onPaid: (payment) => metrics.paid(payment),
      clock,
      log,
    });
    const privacy = createPrivacy({
      jobs,
      alarms: jobs.alarms,
      files: unlessHeld,
      drafts,
      lastStyles,
      reports,
      posters,
      firstPosters,
      cancelCover,
      discord,
      clock,
      log,
    });
    const keptByGuild = [settings, drafts, blocked, firstPosters];
    const guildWatch = createGuildWatch({
      absences: createGuildAbsences({ database }),
      jobs,
      stores: keptByGuild,
      discord,
      endWaiting: createEndWaiting({ jobs }),
      eraseGuild: createEraseGuild({ jobs, files: unlessHeld, reports, threads, stores: keptByGuild }),
      keepDays: config.removedServerDays,
      clock,
      log,
    });
    const commands = createCommands({
      requests,
      cancelCover,
      postKept,
      drafts,
      lastStyles,
      models: offered,
      lyrics,
      remixes: createRemixes({ jobs, files, mediaProbe }),
      vote: jobs.vote,
      votesOf: async (id) => (await jobs.cover(id))?.votes ?? 0,
      history,
      originals: createOriginals({ files, posters, firstPosters }),
      removal: createRemoval({ jobs, files: unlessHeld, blocked, firstPosters, discord, log }),
      report: createReportCover({ jobs, reports, settings, discord, log }),
      getQuotaUsage,
      privacy,
    });
    const policyOf = async (guildId: string) => ({
      ...(await settings.get(guildId)),
      isAllowed: isGuildAllowed(config.quota, guildId),
    });
    const onFailure = () => metrics.errorMet({ source: 'interaction', code: 'unexpected' });
    const load: Loaders = {
      draft: drafts.get,
      job: async (id, reader) => (await history.find(reader, id))?.job,
      settings: policyOf,
      lastStyles: lastStyles.of,
    };
    const dispatch = createDispatch({
      commands,
      rest,
      attachments,
      load,
      onFailure,
      onTaken: rivals.met,
      onGuild: guildWatch.heard,
      clock,
      log,
    });

    const slots = [...runtimes.values()].reduce((sum, { running }) => sum + running, 0);
    const progress = opened(createProgress({ jobs, runner, files, discord, times, slots, clock, log }), (it) =>
      it.stop(),
    );
    const newTaskId = () => randomUUID();
    const { models } = config;
    const make = createMake({
      jobs,
      files,
      mediaProbe,
      discord,
      blocked,
      posters,
      firstPosters,
      models,
      times,
      prices,
      allowance,
      clock,
      random,
      newTaskId,
      onAcceptedAgain: (provider) => metrics.errorMet({ source: 'repetition', code: provider }),
      log,
      providers: runtimes,
    });
    runner.work('make', (job, lease) => {
      const isAnsweredOnce = runtimes.get(lease.candidate.provider)?.provider.lookup === undefined;
      return isAnsweredOnce ? whileOwed(() => make(job, lease)) : make(job, lease);
    });
    const { prepare, deliver } = createDeliver({
      jobs,
      files,
      mediaEncoder,
      threads,
      discord,
      blocked,
      firstPosters,
      clock,
      log,
      drawsWaveforms: config.drawsWaveforms,
    });
    runner.work('prepare', prepare);
    runner.work('deliver', deliver);
    runner.onAlarm('tell', progress.tell);
    runner.onAlarm('unknownDeadline', createExpireUnknown({ jobs }));
    runner.onAlarm('forget', privacy.resume);
    const retention = createRetention({
      jobs,
      files,
      drafts,
      uploads,
      clock,
      log,
      keepDays: config.keepFilesDays,
      maximumBytes: maximumTotalBytes,
      removeOldCopies: (before) => removeOldCopies(file, before),
    });

    const health = (): Health => ({
      gateway: !client.isConnected() ? 'away' : rivals.areThere() ? 'shared' : 'ok',
      store: database.trouble() ?? 'ok',
      providers: Object.fromEntries(
        [...runtimes].map(([name, { breaker }]) => {
          const account = access.of(name);
          const isAway = account !== 'refused' && account !== 'no credit' && !breaker.isClosed();
          return [name, isAway ? 'open' : account] as const;
        }),
      ),
    });
    let operatorPort: number | undefined;
    if (config.operator) {
      // Loaded only where it is wanted: its HTTP server is a tenth of an idle bot's memory.
      const [{ createOperator }, { createMetrics }] = await Promise.all([
        import('./http/operator.ts'),
        import('./http/metrics.ts'),
      ]);
      const counted = createMetrics({ clock, providers: [...runtimes.keys()], health, budget: monthsBudget.state });
      counted.jobsFound(await jobs.unfinished());
      metrics = counted;
      const backups = createBackups({ database, file, folder: join(config.dataFolder, 'backups'), clock });
      const backup = async () => {
        const { name, sizeBytes } = await backups.make();
        return { file: join('backups', name), sizeBytes };
      };
      const operator = opened(
        createOperator({
          ...config.operator,
          health,
          metrics: counted,
          backup,
          presumed: createPresumed({ jobs }),
          log,
        }),
        (it) => it.stop(),
      );
      jobs.onChange(counted.jobChanged);
      jobs.onChange(operator.announce);
      operatorPort = (await operator.start()).port;
    }

    access.start();
    priceWatch.start();
    await client.start((payload) => void dispatch.handle(payload));
    // Together: no turn is given while an interaction still waits for a download, and those are broken off.
    opened(runner, (it) => Promise.all([dispatch.close(), requests.close(), it.stop()]));
    await progress.start();
    runner.start();
    opened(retention, (it) => it.stop()).start();
    const { remixChannelIds, remixTag: forumTag, opensThreads: opensThread, reportChannelIds } = config.guildDefaults;
    const channels: WatchedChannels[] = [
      { setting: 'REMIX_CHANNELS', ids: remixChannelIds, use: { kind: 'covers', forumTag, opensThread } },
      { setting: 'REPORT_CHANNELS', ids: reportChannelIds, use: { kind: 'reports' } },
    ];
    opened(createChannelWatch({ discord, channels, clock, log }), (it) => it.stop()).start();
    opened(guildWatch, (it) => it.stop()).start();
    if (config.quota.allowedGuilds.othersMayTry) {
      const dollars = (config.quota.trialMonth.micros ?? 0) / 1_000_000;
      log.warn(`any server may add this bot and spend $${dollars.toFixed(2)} a month, unless ALLOWED_GUILDS names it`);
    }
    log.info({ operatorPort }, 'ready');
  }

  return {
    start: () =>
      start().catch((error: unknown) => {
        throw explained(error);
      }),

    isOwed: () => owed > 0,

    stop() {
      stopped.abort(new Error('stopped while starting'));
      // Nothing is closed while what was opened after it still works, whoever asks.
      stopping = stopping.then(closeAll);
      return stopping;
    },
  };
}

/** Opus and Vorbis know 48 kHz, and models take OGG at no other of the usual rates; everything else is CD rate. */
function audioSettings({ format, bitrateKbps }: Config['output']): AudioSettings {
  return { format, bitrateKbps, sampleRate: format === 'ogg' ? 48_000 : 44_100, channels: 2 };
}

function noticeIfGone(database: Pick<Database, 'checkPlace'>): void {
  try {
    database.checkPlace();
  } catch {
    // It has told whoever is to know.
  }
}

function longestSeconds(models: readonly Model[]): number {
  return Math.max(...models.map(({ reference }) => reference.maximumSeconds));
}

/** What the operator has to know of it in one line; a bug stays as it is. */
function explained<Thrown>(error: Thrown): Thrown | StartError {
  if (error instanceof TokenRefusedError) return new StartError(error.message, { cause: error });
  if (!(error instanceof DatabaseError)) return error;
  const mayPass = error instanceof DatabaseInUseError || error instanceof DatabaseFullError;
  return new StartError(error.message, { cause: error, mayPass });
}

/** Waits for whoever has the database, in case that process is ending. */
async function whenFree(
  open: () => Database,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<Database> {
  const givesUpAt = clock.now() + DATABASE_PATIENCE_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof DatabaseInUseError) || clock.now() >= givesUpAt) throw error;
      if (isFirst) log.info('the database is in use by another process; waiting for it to end');
      await clock.sleep(DATABASE_RETRY_MS, signal);
    }
  }
}

/** Where members' songs are served. */
const DISCORD_FILES = 'cdn.discordapp.com';

/** Else each member would be told that the song cannot be had, and nobody who can change it. */
async function warnOfNetwork(http: GuardedFetch, log: Logger): Promise<void> {
  const reason = await http.faultOf(DISCORD_FILES);
  if (reason !== null) log.warn({ reason }, 'songs cannot be downloaded in this network');
}
