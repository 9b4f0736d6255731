import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createMediaProbe } from '../../src/audio/probe.ts';
import type { Clock } from '../../src/clock.ts';
import { createDurationStats } from '../../src/covers/duration-stats.ts';
import { createAllowance } from '../../src/covers/make/allowance.ts';
import { createExpireUnknown } from '../../src/covers/make/expire-unknown.ts';
import { createMake } from '../../src/covers/make/make.ts';
import { createPrices, type Prices } from '../../src/covers/make/prices.ts';
import { openDatabase } from '../../src/database.ts';
import type { Freshness, TargetCheck, TargetedJob } from '../../src/discord/port.ts';
import { chargesOf, limitsFor, type QuotaPolicy } from '../../src/domain/charges.ts';
import { type Candidate, isFinal, type Job } from '../../src/domain/job.ts';
import type { Usage } from '../../src/domain/quota.ts';
import { createGuardedFetch } from '../../src/http-guard.ts';
import { jobMigrations } from '../../src/jobs/sqlite/migrations.ts';
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
import { createBlockedSongs } from '../../src/store/blocked-songs.ts';
import { createFeatureIds } from '../../src/store/feature-ids.ts';
import { createFiles } from '../../src/store/files.ts';
import { createFirstPosters } from '../../src/store/first-posters.ts';
import type { BlockedSongs } from '../../src/store/port.ts';
import { createPosters } from '../../src/store/upload-consent.ts';
import { serveFile } from '../bench/serve-file.ts';
import { aReference, buildJob, NO_LIMITS } from './build-job.ts';
import { watchBusyness } from './busyness.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { type Jobs, limitsOf, openJobs } from './open-jobs.ts';
import { composeQuickly, measureSong, renderQuickly, songOf } from './sounds.ts';

export interface Workshop {
  clock: ManualClock;
  /** Sets the clock of the bot's machine so far ahead, or back; those of the providers go on. */
  setClock(aheadMs: number): void;
  runware: RunwareSandbox;
  aimlapi: AimlapiSandbox;
  minimax: MinimaxSandbox;
  jobs: Jobs;
  blocked: BlockedSongs;
  prices: Prices;
  /** Where the song of every job lies. */
  songUrl: string;
  /** Whose ends were brought to their requesters. */
  told: readonly string[];
  /** Providers that took a repeated request anew. */
  acceptedAgain: readonly string[];
  /** Accepts a job for the models in this order, whose work then begins. */
  begin(...models: string[]): Promise<Job>;
  /** Takes a job to kept takes or to its end, and says what it then has used of its server's month. */
  make(model: string, stepMs?: number): Promise<{ job: Job; used: Usage }>;
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
  const atProviders = limitsOf({ runware: 4, aimlapi: 4, minimax: 4 });
  const jobs = await openJobs({ database, clock: ownClock, log, limits: atProviders });
  const common = { clock, render: renderQuickly, measure: measureSong };
  const runware = await startRunwareSandbox(common);
  const aimlapi = await startAimlapiSandbox(common);
  const minimax = await startMinimaxSandbox({ ...common, compose: composeQuickly });
  const trustedOrigins = [runware, aimlapi, minimax].map(({ origin }) => origin);
  const http = createGuardedFetch({ trustedOrigins, log });
  const files = createFiles({ folder: join(folder, 'files'), download: http.download, clock: ownClock });
  const mediaProbe = createMediaProbe({ log, maximumSeconds: 601 });
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
      return [provider.name, { provider, watch, breaker: createBreaker({ clock: ownClock }) }] as const;
    }),
  );
  const discord = {
    async checkTarget(_job: TargetedJob, freshness: Freshness): Promise<TargetCheck> {
      return onTargetCheck(freshness) ?? { kind: 'ok' };
    },
  };
  const blocked = createBlockedSongs({ database, clock: ownClock });
  const posters = createPosters({ database });
  const firstPosters = createFirstPosters({ database, clock: ownClock });
  const times = await createDurationStats({ models, latest: { of: async () => [], save: async () => {} }, log });
  const billed = { of: async () => undefined, save: async () => {} };
  const prices = await createPrices({ models, billed, onCapped: () => {}, log });

  jobs.onAlarm('unknownDeadline', createExpireUnknown({ jobs }));
  const told: string[] = [];
  const acceptedAgain: string[] = [];
  jobs.onAlarm('tell', async (id) => void told.push(id));
  jobs.work(
    'make',
    createMake({
      jobs,
      files,
      mediaProbe,
      discord,
      blocked,
      posters,
      firstPosters,
      providers,
      models,
      times,
      prices,
      allowance: createAllowance({ jobs, quota: { ...NO_LIMITS, ...limits }, clock: ownClock }),
      clock: ownClock,
      random: () => 0,
      onAcceptedAgain: (provider) => void acceptedAgain.push(provider),
      log,
    }),
  );
  jobs.work('prepare', async () => new Promise(() => {}));
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
  const begin = async (...names: string[]): Promise<Job> => {
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
    blocked,
    prices,
    songUrl: song.url,
    told,
    acceptedAgain,
    begin,
    async make(name, stepMs = 1_000) {
      const job = await begin(name);
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
  throw new Error('every client has a watcher');
}
