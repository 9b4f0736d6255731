import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type SqliteDatabase } from '../../../src/database.ts';
import { createGuardedFetch } from '../../../src/http-guard.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { createMinimax, type MinimaxOptions } from '../../../src/providers/minimax/minimax.ts';
import type { MinimaxSettings } from '../../../src/sandbox/providers/minimax/settings.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../../src/sandbox/providers/minimax.ts';
import type { HttpFaultKind } from '../../../src/sandbox/providers/shared/http-fault.ts';
import { createFeatureIds } from '../../../src/store/feature-ids.ts';
import { createFiles } from '../../../src/store/files.ts';
import type { FeatureIds, Files } from '../../../src/store/port.ts';
import { hashOfBytes, type ProviderHarness, type SpoiledAnswer } from '../../contracts/provider.ts';
import { anOrder } from '../../support/build-order.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

export interface MinimaxHarness extends ProviderHarness {
  provider: ReturnType<typeof createMinimax>;
  /** The same with other options. */
  create(changes: Partial<MinimaxOptions>): ReturnType<typeof createMinimax>;
  sandbox: MinimaxSandbox;
  clock: ManualClock;
  files: Files;
  featureIds: FeatureIds;
  database: SqliteDatabase;
  /** The songs that the stand-in was given to make covers of, and with which words. */
  rendered: { reference: Uint8Array; lyrics: string | null }[];
  /** What a link says that lives long enough. */
  songUrl: string;
  /** The newest answered request. */
  lastRequest(): { path: string; body: Record<string, unknown> } | undefined;
  /** The paths of all requests, in order. */
  paths(): string[];
}

const FAULTS: Record<SpoiledAnswer, HttpFaultKind> = {
  serverError: '500',
  gatewayPage: '502html',
  reset: 'reset',
  truncated: 'truncated',
  notJson: 'wrongType',
  empty: 'emptyBody',
  silence: 'hang',
  tooManyRequests: '429',
};

export const SONG = Buffer.from('a song, of which only its bytes matter here. '.repeat(7_000));

/** What the stand-in's songs are made of. */
export const TAKE_BYTES = 20_000;

/** Many times what loopback takes, and short enough to be waited for. */
const IMPATIENT_MS = 500;

export async function startMinimaxHarness(settings: Partial<MinimaxSettings> = {}): Promise<MinimaxHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'minimax-'));
  const clock = createManualClock();
  const rendered: MinimaxHarness['rendered'] = [];
  const someSong = () => Buffer.concat([Buffer.from(randomUUID()), Buffer.alloc(TAKE_BYTES, 7)]);
  const sandbox = await startMinimaxSandbox({
    clock,
    // Time stands still here: an answer that is held would never come.
    settings: { generationMs: 0, preprocessMs: 0, lyricsMs: 0, ...settings },
    async measure() {
      return { durationMs: 180_000 };
    },
    async render({ reference, lyrics }) {
      rendered.push({ reference, lyrics });
      return { data: someSong(), durationMs: 180_000, family: 'none' };
    },
    async compose() {
      return { data: someSong(), durationMs: 120_000 };
    },
  });
  const songs = createServer((_, response) => response.end(SONG)).listen(0, '127.0.0.1');
  await once(songs, 'listening');
  const songUrl = `http://127.0.0.1:${(songs.address() as AddressInfo).port}/song.mp3`;

  const log = createLogger({ level: 'silent' });
  const http = createGuardedFetch({ trustedOrigins: [sandbox.origin, new URL(songUrl).origin], log });
  const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
  const files = createFiles({ database, folder: join(folder, 'files'), download: http.download, clock });
  const limits = { maximumBytes: 10_000_000, totalMs: 5_000, idleMs: 5_000, signal: new AbortController().signal };
  await files.put({ kind: 'url', url: songUrl, limits: limits });

  const { apiKey, baseUrl } = sandbox;
  const featureIds = createFeatureIds({ database, clock, account: apiKey });
  const create = (changes: Partial<MinimaxOptions>) =>
    createMinimax({ apiKey, baseUrl, http, files, featureIds, clock, requestTimeoutMs: 30_000, ...changes });
  const lockedKey = 'not-a-key-that-anybody-knows';
  const called = () => sandbox.requests.filter(({ endpoint }) => endpoint !== undefined);

  return {
    provider: create({}),
    create,
    impatient: create({ requestTimeoutMs: IMPATIENT_MS }),
    unreachable: create({ baseUrl: 'http://127.0.0.1:9' }),
    locked: create({ apiKey: lockedKey }),
    http,
    clock,
    sandbox,
    files,
    featureIds,
    database,
    rendered,
    songUrl,
    secrets: [apiKey, lockedKey],
    order: async (changes = {}) =>
      anOrder({
        model: 'music-cover',
        reference: {
          hash: hashOfBytes(SONG),
          name: 'song.mp3',
          sizeBytes: SONG.length,
          durationMs: 180_000,
          container: 'MP3',
          codec: 'MPEG 1 Layer 3',
          link: { url: songUrl, expiresAt: clock.now() + 86_400_000 },
          posterId: null,
        },
        ...changes,
      }),
    lastRequest() {
      const last = called().at(-1);
      return last && { path: last.path, body: last.body as Record<string, unknown> };
    },
    paths: () => called().map(({ path }) => path),
    paidRequests: () => sandbox.paidRequests(),
    async finishTasks() {},
    failNextTask() {},
    spoilNext(_call, { kind, when }) {
      const retryAfter = kind === 'tooManyRequests' ? { retryAfterSeconds: 7 } : {};
      sandbox.faults.add({ endpoint: 'music', kind: FAULTS[kind], when, times: 1, ...retryAfter });
    },
    async close() {
      await http.close();
      await sandbox.close();
      songs.close();
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}
