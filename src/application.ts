import type { MediaEncoder, MediaProbe } from './audio/port.ts';
import type { Clock } from './clock.ts';
import { alone, type Cards, type Duties, type Notifier, type Topic } from './cluster/port.ts';
import { createCancelCover, createEndWaiting } from './covers/cancel.ts';
import { createChannelWatch, type WatchedChannels } from './covers/channel-watch.ts';
import { createDeliver } from './covers/deliver/deliver.ts';
import { createPostKept } from './covers/deliver/post-kept.ts';
import { createDurationStats } from './covers/duration-stats.ts';
import { createHowToKeeper, type HowToKeeper } from './covers/how-to.ts';
import { createLookAtCoverChannel } from './covers/joining/cover-channel.ts';
import { createExampleSong } from './covers/joining/example-song.ts';
import { createGreeter, type Greeter } from './covers/joining/greeter.ts';
import { createComparisons } from './covers/library/comparisons.ts';
import { createCoverExport } from './covers/library/export/export-covers.ts';
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
import { createApprovals } from './covers/moderation/approvals.ts';
import { createModeration, type Moderation } from './covers/moderation/moderation.ts';
import { createDoubts } from './covers/operator/doubts.ts';
import { createOperatorNotices, type OperatorNotices } from './covers/operator/notices.ts';
import { createOperatorDesk } from './covers/operator/operator-desk.ts';
import { createOwedWork, type OwedWork } from './covers/owed-work.ts';
import { createPrivacy } from './covers/privacy.ts';
import { createProgress } from './covers/progress/progress.ts';
import { createGetQuotaUsage } from './covers/quota-usage.ts';
import { createBudget } from './covers/request/budget.ts';
import { createDownloadLimits } from './covers/request/download-limits.ts';
import { createLyricsHelp } from './covers/request/lyrics-draft.ts';
import { createOpenLink } from './covers/request/open-link.ts';
import { createRemixes } from './covers/request/remix.ts';
import { createCoverRequests } from './covers/request/request.ts';
import { createUploads } from './covers/request/uploads.ts';
import { createBooks } from './covers/retention/books.ts';
import { createEraseGuild } from './covers/retention/erase-guild.ts';
import { createGuildWatch } from './covers/retention/guild-watch.ts';
import { createRetention } from './covers/retention/retention.ts';
import { applyGuildLimit, applyGuildLimits, createServerSettings } from './covers/server-settings.ts';
import type { Discord } from './discord/port.ts';
import type { ModelId } from './domain/job.ts';
import type { Model } from './domain/models.ts';
import { isGuildAllowed, type QuotaPolicy } from './domain/money/charges.ts';
import { keptFor } from './domain/policy/kept-for.ts';
import { heldTurns, holdOf } from './domain/policy/operator-choices.ts';
import type { ProviderState } from './domain/policy/operator-desk.ts';
import type { AlarmStore } from './jobs/alarms.ts';
import type { JobFeed } from './jobs/feed.ts';
import type { Ledger } from './jobs/ledger.ts';
import type { Library } from './jobs/library.ts';
import type { Records } from './jobs/records.ts';
import type { JobRunner } from './jobs/runner.ts';
import type { JobStore } from './jobs/store.ts';
import type { Logger } from './logger.ts';
import type { LyricsWriter, Provider } from './providers/port.ts';
import type { Archives, Files, Stores } from './store/port.ts';

/** All that the application stands on. */
export interface ApplicationPorts {
  jobs: JobStore & JobFeed & Ledger & Library & Records;
  alarms: AlarmStore;
  runner: JobRunner;
  stores: Stores;
  files: Files;
  archives: Archives;
  mediaProbe: MediaProbe;
  mediaEncoder: MediaEncoder;
  providers: ReadonlyMap<string, ProviderRuntime>;
  discord: Discord;
  /** Of several processes, who does what only one does, and what they tell each other. Default: there is no other. */
  cluster?: (Duties & Notifier & Cards) | undefined;
  /** How each provider stands at this moment. */
  providerStates(): readonly ProviderState[];
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  log: Logger;
}

export interface ApplicationOptions {
  /** In the order in which they are tried. */
  models: readonly Model[];
  quota: QuotaPolicy;
  /** How many covers may run at once at each provider. */
  slots: ReadonlyMap<string, number>;
  drawsWaveforms: boolean;
  /** How loud covers are to be, in LUFS; null: as they come. */
  lufs: number | null;
  /** From which songs may be fetched by a link. */
  linkHosts: readonly string[];
  keepFilesDays: number;
  filesMaximumBytes: number;
  removedServerDays: number;
  watchedChannels: readonly WatchedChannels[];
  /** Whether other processes work on the same store. */
  isShared?: boolean;
  /** Whether covers are made and posted here, and whether members are answered. Default: both. */
  role?: 'all' | 'gateway' | 'worker';
  /** Deletes copies of the database that have served their time. */
  removeOldCopies(before: number): Promise<number>;
}

/** For whoever counts. */
export interface ApplicationEvents {
  onPaid(payment: { provider: string; micros: number }): void;
  /** A stated cost is not believed. */
  onCapped(provider: string): void;
  /** A provider has accepted a request anew that was sent under the same id before: it may be paid twice. */
  onAcceptedAgain(provider: string): void;
}

export type Application = Awaited<ReturnType<typeof createApplication>>;

/**
 * All that the bot does for anybody, whatever surface asks for it. Nothing runs before `start`.
 */
export async function createApplication(
  ports: ApplicationPorts,
  options: ApplicationOptions,
  events: ApplicationEvents,
) {
  const { jobs, runner, stores, cluster = alone } = ports;
  const owed = createOwedWork();
  const uploads = createUploads({
    ...ports,
    draftUploads: stores.draftUploads,
    maximumTotalBytes: options.filesMaximumBytes,
  });
  // A job has its draft's id, and holds the files itself from the first moment: whenever the draft lets go, nothing is missed.
  jobs.onChange(({ id, version }) => version === 0 && uploads.releaseLater(id));
  const notices = createOperatorNotices({ ...ports, duties: cluster, store: stores.operatorNotices });
  const accounting = await createAccounting(ports, options, { ...events, notices, cluster });
  const isAllowed = (guildId: string) => isGuildAllowed(options.quota, guildId);
  const shared: Shared = {
    ...ports,
    ...accounting,
    uploads,
    greeter: createGreeter({ ...ports, ...stores, duties: cluster, isAllowed }),
    howToKeeper: createHowToKeeper({
      ...ports,
      ...stores,
      models: accounting.offered,
      duties: cluster,
      isAllowed,
    }),
    // Whoever gives up a file may not be the only one who has it.
    unlessHeld: { remove: (hash) => uploads.removeUnheld([hash]) },
    owed,
    duties: cluster,
    options,
    events,
  };
  const members = createMembersSide(shared);
  const duties = createDuties(shared, members.moderation);
  const presumed = createPresumed({ jobs });
  const doubts = createDoubts({ ...shared, presumed, requests: members.requests });
  const { operatorChoices } = stores;
  const { isShared = false, role = 'all' } = options;
  const slots = sumOf(options.slots);
  const progress = createProgress({ ...shared, operatorChoices, slots, isShared, cards: ports.cluster });
  operatorChoices.onChange((choices) => runner.hold(heldTurns(choices)));
  runner.hold(heldTurns(operatorChoices.now()));
  if (role !== 'gateway') assignWork(shared);
  followOthers(shared, cluster);
  runner.onAlarm('tell', progress.tell);
  runner.onAlarm('unknownDeadline', createExpireUnknown(shared));
  runner.onAlarm('approval', members.approvals.attend);
  runner.onAlarm('forget', members.privacy.resume);

  return {
    ...members,
    drafts: stores.drafts,
    lastStyles: stores.lastStyles,
    models: accounting.offered,
    getQuotaUsage: accounting.getQuotaUsage,
    keptFor: keptFor({
      filesDays: options.keepFilesDays,
      serverDays: options.removedServerDays,
      isOnServer: isShared,
    }),
    vote: jobs.vote,
    votesOf: async (id: string) => (await jobs.cover(id))?.votes ?? 0,
    /** What a server has chosen, and whether the operator lets it have covers made. */
    policyOf: async (guildId: string) => ({
      ...(await stores.settings.get(guildId)),
      isAllowed: isAllowed(guildId),
      hold: holdOf(stores.operatorChoices.now(), guildId),
    }),
    presumed,
    operatorDesk: createOperatorDesk({ ...shared, operatorChoices, quota: options.quota, doubts }),
    notices,
    budgetState: accounting.budget.state,
    pricesPublished: accounting.prices.published,
    guildHeard: duties.guildWatch.heard,
    /** All servers that the bot is in at this moment. */
    guildsListed(guildIds: ReadonlySet<string>) {
      shared.greeter.listed(guildIds);
      notices.guildsAre(guildIds);
    },
    /** Who knows what is in use may let go of files, so that there is room for so many bytes more. */
    makeRoom: duties.retention.makeRoom,
    /** Files that a draft has let go of. */
    filesFreed: uploads.removeUnheldLater,
    /** Whether a paid request is under way whose answer comes only once: all else can be gone on with later. */
    isOwed: owed.isOwed,

    /** Shows where all stands, and begins to hand out work. */
    async start() {
      await progress.start({ showsAll: role !== 'worker' });
      await applyGuildLimits({ settings: stores.settings, runner });
      runner.start();
      duties.start();
      notices.start();
    },

    /** Hands out no more, breaks off downloads, and waits for what is under way. */
    async stop() {
      members.coverExport.close();
      await Promise.all([duties.stop(), notices.stop(), members.requests.close(), runner.stop()]);
      // What was in hand here is anybody's by now.
      cluster.tell('work');
      await progress.stop();
      await uploads.settled();
    },
  };
}

interface Shared extends ApplicationPorts, Awaited<ReturnType<typeof createAccounting>> {
  duties: Duties & Notifier;
  uploads: ReturnType<typeof createUploads>;
  howToKeeper: HowToKeeper;
  greeter: Greeter;
  unlessHeld: Pick<Files, 'remove'>;
  owed: OwedWork;
  options: ApplicationOptions;
  events: ApplicationEvents;
}

/** What takes cost and how long they take, what is left for whom. */
async function createAccounting(
  { jobs, stores, clock, log }: ApplicationPorts,
  { models, quota }: ApplicationOptions,
  { onCapped, notices, cluster }: ApplicationEvents & { notices: OperatorNotices; cluster: Pick<Notifier, 'tell'> },
) {
  const onChanged = ({ provider, model }: ModelId, micros: number) =>
    notices.note('priceChanged', `${provider}/${model}`, micros);
  const onNoted = () => cluster.tell('prices');
  const prices = await createPrices({ models, billed: stores.billed, onCapped, onChanged, onNoted, log });
  const offered = pricedNow(models, prices);
  const budget = createBudget({
    jobs,
    quota,
    models: offered,
    onReached: (month, share) => notices.note('budget', month, Math.floor(share * 100)),
    clock,
    log,
  });
  jobs.onChange(({ state, version }) => {
    if (state === 'queued' && version === 0)
      budget.look().catch((error: unknown) => log.warn({ err: error }, 'budget not looked at'));
  });
  const allowance = createAllowance({ ...stores, jobs, quota, clock });
  return {
    prices,
    offered,
    budget,
    times: await createDurationStats({ models, latest: stores.durations, log }),
    allowance,
    getQuotaUsage: createGetQuotaUsage({ jobs, allowance, clock }),
  };
}

/** What members and moderators can have done. */
function createMembersSide(shared: Shared) {
  const { jobs, files, stores, unlessHeld, offered, providers, owed, options, events, clock } = shared;
  const requests = createCoverRequests({
    ...shared,
    ...stores,
    downloads: createDownloadLimits({ clock }),
    linkHosts: options.linkHosts,
    models: offered,
  });
  const cancelCover = createCancelCover({ jobs, clock });
  const history = createHistory({ ...shared, files: unlessHeld });
  const originals = createOriginals({
    files,
    ...stores,
    comparisons: createComparisons(shared),
    clock,
  });
  const removal = createRemoval({ ...shared, ...stores, files: unlessHeld });
  const approvals = createApprovals({ ...shared, settings: stores.settings });
  const serverSettings = createServerSettings({
    ...shared,
    ...stores,
    onChanged(guildId) {
      shared.howToKeeper.changed(guildId);
      shared.duties.tell(`settings:${guildId}`);
    },
  });
  const moderation = createModeration({
    serverSettings,
    approvals,
    ...shared,
    ...stores,
    removal,
    cancelCover,
    endWaiting: createEndWaiting({ jobs }),
  });
  return {
    approvals,
    moderation,
    blockOf: moderation.blockOf,
    requests,
    serverSettings,
    takePrivateGreeting: shared.greeter.takePrivate,
    coverChannel: createLookAtCoverChannel({ ...shared, settings: stores.settings }),
    exampleSong: createExampleSong({ ...shared, greetings: stores.greetings }),
    cancelCover,
    postKept: createPostKept({ ...shared, ...stores }),
    history,
    originals,
    coverExport: createCoverExport({ ...shared, ...stores, history, originals }),
    openLink: createOpenLink({ ...shared, history, linkHosts: options.linkHosts }),
    remixes: createRemixes(shared),
    removal,
    report: createReportCover({ ...shared, ...stores, removal }),
    privacy: createPrivacy({ ...shared, ...stores, files: unlessHeld, cancelCover }),
    lyrics: createLyricsHelp({
      ...shared,
      ...stores,
      providers: [...providers.values()].map(({ provider }) => withOwedWriting(provider, owed)),
      songOf: requests.songOf,
      quota: options.quota,
      onPaid: events.onPaid,
    }),
  };
}

/** Written lyrics are paid for, and come with the answer or never. */
function withOwedWriting(provider: Provider, owed: OwedWork): Provider {
  const writer = provider.lyricsWriter;
  if (!writer) return provider;
  const write: LyricsWriter['write'] = (wish, signal) => owed.during(() => writer.write(wish, signal));
  return { ...provider, lyricsWriter: { ...writer, write } };
}

/** What others have written matters here, and what is written here to them. */
function followOthers({ jobs, runner, stores, prices, times, log }: Shared, cluster: Notifier): void {
  const { operatorChoices, settings } = stores;
  jobs.onChange(() => cluster.tell('work'));
  operatorChoices.onChange(() => cluster.tell('operator'));

  const follow = async (topic: Topic | undefined) => {
    if (topic === undefined || topic === 'work') runner.wake();
    if (topic === undefined || topic === 'operator') await operatorChoices.refresh();
    if (topic === undefined || topic === 'prices') await prices.refresh();
    if (topic === undefined) await times.refresh();
    if (topic === undefined) await applyGuildLimits({ settings, runner });
    else if (topic.startsWith('settings:'))
      await applyGuildLimit({ settings, runner }, topic.slice('settings:'.length));
  };
  cluster.onTold((topic) => {
    follow(topic).catch((error: unknown) =>
      log.warn({ err: error, topic }, 'what others have written was not looked at'),
    );
  });
}

/** Who makes and who delivers. */
function assignWork(shared: Shared): void {
  const { runner, providers, stores, owed, options, events } = shared;
  const make = createMake({
    ...shared,
    ...stores,
    models: options.models,
    onAcceptedAgain: events.onAcceptedAgain,
  });
  runner.work('make', (job, lease) => {
    const isAnsweredOnce = providers.get(lease.candidate.provider)?.provider.lookup === undefined;
    return isAnsweredOnce ? owed.during(() => make(job, lease)) : make(job, lease);
  });
  const { drawsWaveforms, lufs } = options;
  const { prepare, deliver } = createDeliver({
    ...shared,
    ...stores,
    drawsWaveforms,
    lufs,
  });
  runner.work('prepare', prepare);
  runner.work('deliver', deliver);
}

/** What has to be looked after by itself: old files, servers that have gone, channels that cannot be used. */
function createDuties(shared: Shared, moderators: Pick<Moderation, 'tidy'>) {
  const { jobs, stores, unlessHeld, options } = shared;
  const { settings, drafts, blocked, firstPosters, moderation, reports, threads, howTos, greetings, absences } = stores;
  const kept = [settings, drafts, blocked, firstPosters, moderation, howTos, greetings];
  const books = createBooks(shared);
  const retention = createRetention({
    ...shared,
    drafts: { tidy: () => Promise.all([drafts.tidy(), moderators.tidy(), books.tidy()]).then(() => undefined) },
    keepDays: options.keepFilesDays,
    maximumBytes: options.filesMaximumBytes,
    removeOldCopies: options.removeOldCopies,
  });
  const guildWatch = createGuildWatch({
    ...shared,
    absences,
    stores: kept,
    endWaiting: createEndWaiting({ jobs }),
    eraseGuild: createEraseGuild({ jobs, files: unlessHeld, reports, threads, stores: kept }),
    keepDays: options.removedServerDays,
  });
  const channelWatch = createChannelWatch({ ...shared, channels: options.watchedChannels });
  const all = [retention, channelWatch, guildWatch, shared.howToKeeper, shared.greeter];
  return {
    retention,
    guildWatch,
    start() {
      for (const duty of all) duty.start();
    },
    stop: () => Promise.all(all.map((duty) => duty.stop())),
  };
}

function sumOf(slots: ReadonlyMap<string, number>): number {
  return [...slots.values()].reduce((sum, one) => sum + one, 0);
}
