import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStores } from '../../src/app/open-stores.ts';
import { createApplication } from '../../src/application.ts';
import { createMediaProbe } from '../../src/audio/probe.ts';
import type { Clock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database.ts';
import type { Discord, Freshness, TargetCheck } from '../../src/discord/port.ts';
import { type Candidate, isFinal, type Job } from '../../src/domain/job.ts';
import type { Model } from '../../src/domain/models.ts';
import { chargesOf, limitsFor, type QuotaPolicy } from '../../src/domain/money/charges.ts';
import type { Usage } from '../../src/domain/money/quota.ts';
import { createGuardedFetch } from '../../src/http-guard.ts';
import type { JobRunner } from '../../src/jobs/runner.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createAimlapi } from '../../src/providers/aimlapi/aimlapi.ts';
import { createBreaker } from '../../src/providers/breaker.ts';
import { models } from '../../src/providers/catalog.ts';
import { createMinimax } from '../../src/providers/minimax/minimax.ts';
import type { Provider } from '../../src/providers/port.ts';
import { createRunware } from '../../src/providers/runware/runware.ts';
import { createWatcher } from '../../src/providers/watcher.ts';
import { type AimlapiSandbox, startAimlapiSandbox } from '../../src/sandbox/providers/aimlapi.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { createFeatureIds } from '../../src/store/feature-ids.ts';
import { createFiles } from '../../src/store/files.ts';
import type { BlockedSongs, Files, OperatorChoicesStore } from '../../src/store/port.ts';
import { serveFile } from '../bench/serve-file.ts';
import { aReference, buildJob, NO_LIMITS } from './build-job.ts';
import { watchBusyness } from './busyness.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { type Jobs, openJobs } from './open-jobs.ts';
import { plainTerms } from './plain-settings.ts';
import { sharedCodeFolder } from './shared-code.ts';
import { composeQuickly, measureSong, renderQuickly, songOf } from './sounds.ts';

export interface Workshop {
  clock: ManualClock;
  /** Sets the clock of the bot's machine so far ahead, or back; those of the providers go on. */
  setClock(aheadMs: number): void;
  runware: RunwareSandbox;
  aimlapi: AimlapiSandbox;
  minimax: MinimaxSandbox;
  jobs: Jobs;
  files: Files;
  blocked: BlockedSongs;
  operatorChoices: OperatorChoicesStore;
  /** What is offered, at the prices of the moment. */
  offered: readonly Model[];
  /** Where the song of every job lies. */
  songUrl: string;
  /** Whose ends were brought to their requesters. */
  told: readonly string[];
  /** Providers that took a repeated request anew. */
  acceptedAgain: readonly string[];
  /** Accepts a job for the models in this order, whose work then begins. */
  begin(...models: string[]): Promise<Job>;
  /** Takes a job to kept takes or to its end, and says what it then has used of its server's month. */
  make(model: string, stepMs?: number, changes?: Partial<Job>): Promise<{ job: Job; used: Usage }>;
}

export interface WorkshopOptions {
  /** What is to be different about a provider's client. */
  change?(provider: Provider): Provider;
  /** Asked whether the cover can be posted, `fresh` right before the paid request; it can when this does not say. */
  onTargetCheck?(freshness: Freshness): TargetCheck | undefined;
  /** What the operator allows; everything, where this does not say. */
  quota?: Partial<QuotaPolicy>;
  /** For one request of a client, in real milliseconds. */
  requestTimeoutMs?: number | undefined;
}

const LIMITS = limitsFor(NO_LIMITS, '');

/** The making of covers on a real store, against the providers' stand-ins, with no Discord around it. */
export async function createMakeHarness({
  change = (it) => it,
  onTargetCheck = () => undefined,
  requestTimeoutMs,
  quota: limits = {},
}: WorkshopOptions = {}): Promise<Workshop> {
  const busyness = watchBusyness();
  const clock = createManualClock(undefined, busyness.isBusy);
  let aheadMs = 0;
  const ownClock: Clock = { ...clock, now: () => clock.now() + aheadMs };
  const log = createLogger({ level: process.env.TEST_LOG ?? 'silent' });
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const slots = new Map(['runware', 'aimlapi', 'minimax'].map((provider) => [provider, 4]));
  const jobs = await openJobs({ database, clock: ownClock, log, slots });
  const common = { clock, render: renderQuickly, measure: measureSong };
  const runware = await startRunwareSandbox(common);
  const aimlapi = await startAimlapiSandbox(common);
  const minimax = await startMinimaxSandbox({ ...common, compose: composeQuickly });
  const trustedOrigins = [runware, aimlapi, minimax].map(({ origin }) => origin);
  const http = createGuardedFetch({ trustedOrigins, log });
  const files = createFiles({ database, folder: join(folder, 'files'), download: http.download, clock: ownClock });
  const mediaProbe = createMediaProbe({ log, folder: join(folder, 'sounds'), cacheFolder: sharedCodeFolder('probe') });
  const featureIds = createFeatureIds({ database, clock: ownClock, account: 'test' });
  const song = await serveFile((await songOf(16)).data);

  const shared = {
    http,
    files,
    featureIds,
    clock: ownClock,
    newId: randomUUID,
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
  };
  const clients = [
    createRunware({ ...shared, apiKey: runware.apiKey, baseUrl: runware.baseUrl }),
    createAimlapi({ ...shared, apiKey: aimlapi.apiKey, baseUrl: aimlapi.baseUrl }),
    createMinimax({ ...shared, apiKey: minimax.apiKey, baseUrl: minimax.baseUrl }),
  ].map(change);
  const watchers = clients.map((provider) => createWatcher({ provider, clock: ownClock, random: Math.random, log }));
  const providers = new Map(
    clients.map((provider, index) => {
      const watch = watchers[index]?.watch ?? unused;
      return [
        provider.name,
        { provider, watch, breaker: createBreaker({ provider: provider.name, breakers: jobs.breakers, log }) },
      ] as const;
    }),
  );
  const discord = discordOf({ checkTarget: async (_job, freshness) => onTargetCheck(freshness) ?? { kind: 'ok' } });
  const stores = await openStores({
    database,
    terms: () => plainTerms({ bitrateKbps: 192 }),
    onFreed: () => {},
    clock: ownClock,
    log,
  });
  const told: string[] = [];
  const acceptedAgain: string[] = [];
  // What is made stays where it is: nothing of it is delivered.
  const runner: JobRunner = {
    ...jobs,
    work: (kind, handler) => jobs.work(kind, kind === 'make' ? handler : () => new Promise(() => {})),
    onAlarm: (kind, handler) => jobs.onAlarm(kind, kind === 'tell' ? async (id) => void told.push(id) : handler),
  };
  const application = await createApplication(
    {
      jobs,
      alarms: jobs.alarms,
      runner,
      stores,
      files,
      archives: { pack: unused },
      mediaProbe,
      mediaEncoder: {
        measure: unused,
        bestPart: unused,
        finish: unused,
        fit: unused,
        compare: unused,
        drawWaveform: unused,
        close: unused,
      },
      providers,
      providerStates: () => [],
      discord,
      clock: ownClock,
      random: () => 0,
      log,
    },
    {
      models,
      quota: { ...NO_LIMITS, ...limits },
      slots,
      drawsWaveforms: false,
      lufs: null,
      linkHosts: [],
      keepFilesDays: 30,
      filesMaximumBytes: 1_000_000_000,
      removedServerDays: 30,
      watchedChannels: [],
      removeOldCopies: async () => 0,
    },
    { onPaid: () => {}, onCapped: () => {}, onAcceptedAgain: (provider) => void acceptedAgain.push(provider) },
  );
  jobs.start();
  onTestFinished(async () => {
    for (const watcher of watchers) watcher.close();
    database.close();
    await Promise.all([
      http.close(),
      mediaProbe.close(),
      song.close(),
      runware.close(),
      aimlapi.close(),
      minimax.close(),
    ]);
    busyness.stop();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  const beginWith = async (changes: Partial<Job>, ...names: string[]): Promise<Job> => {
    const now = clock.now();
    count += 1;
    const job: Job = {
      ...buildJob({ id: String(1_000_000_000_000_000_000n + BigInt(count)), candidates: names.map(candidateOf) }),
      reference: aReference({
        link: { url: song.url, expiresAt: now + 86_400_000 },
        container: 'WAV',
        durationMs: 16_000,
      }),
      acceptedAt: now,
      notBefore: now,
      ...changes,
    };
    await jobs.accept(job, chargesOf(job, LIMITS));
    return job;
  };

  return {
    clock,
    setClock(ms) {
      aheadMs = ms;
    },
    runware,
    aimlapi,
    minimax,
    jobs,
    files,
    blocked: stores.blocked,
    operatorChoices: stores.operatorChoices,
    offered: application.models,
    songUrl: song.url,
    told,
    acceptedAgain,
    begin: (...names) => beginWith({}, ...names),
    async make(name, stepMs = 1_000, changes = {}) {
      const job = await beginWith(changes, name);
      const isMade = async () => {
        const state = (await jobs.get(job.id))?.state;
        return state !== undefined && (isFinal(state) || state === 'delivering');
      };
      await clock.runUntil(isMade, { stepMs });
      const [guild] = chargesOf(job, LIMITS);
      const ended = await jobs.get(job.id);
      if (!guild || !ended) throw new Error('an accepted job is there and charges its server');
      return { job: ended, used: await jobs.usage(guild.scope, guild.window.key) };
    },
  };
}

function candidateOf(name: string): Candidate {
  const [provider = '', ...rest] = name.split('/');
  return { provider, model: rest.join('/'), priceMicros: 150_000 };
}

async function unused(): Promise<never> {
  throw new Error('this is not needed to make covers');
}

/** A Discord that nothing but this can be asked of. */
function discordOf(known: Pick<Discord, 'checkTarget'>): Discord {
  return new Proxy(known as Discord, { get: (part, method) => Reflect.get(part, method) ?? unused });
}
