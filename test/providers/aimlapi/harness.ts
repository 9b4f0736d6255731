import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/database.ts';
import type { Reference } from '../../../src/domain/job.ts';
import { createGuardedFetch } from '../../../src/http-guard.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { type AimlapiOptions, createAimlapi } from '../../../src/providers/aimlapi/aimlapi.ts';
import type { AimlapiSettings } from '../../../src/sandbox/providers/aimlapi/settings.ts';
import { type AimlapiSandbox, startAimlapiSandbox } from '../../../src/sandbox/providers/aimlapi.ts';
import type { HttpFaultKind } from '../../../src/sandbox/providers/shared/http-fault.ts';
import { createFeatureIds } from '../../../src/store/feature-ids.ts';
import { createFiles } from '../../../src/store/files.ts';
import type { FeatureIds, Files } from '../../../src/store/port.ts';
import { hashOfBytes, type ProviderHarness, type SpoiledAnswer } from '../../contracts/provider.ts';
import { anOrder } from '../../support/build-order.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

type Aimlapi = ReturnType<typeof createAimlapi>;

export interface AimlapiHarness extends ProviderHarness {
  provider: Aimlapi;
  /** The same with other options. */
  create(changes: Partial<AimlapiOptions>): Aimlapi;
  sandbox: AimlapiSandbox;
  clock: ManualClock;
  files: Files;
  featureIds: FeatureIds;
  /** The song that was kept, with a link that lives for a day. */
  reference: Reference;
  /** What the stand-in was given to make takes of. */
  rendered: { reference: Uint8Array; style: string; lyrics: string | null }[];
  /** The bodies that an endpoint was sent, in order. */
  bodies(path: string): unknown[];
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

/** Begins as an MP3 does: more than that nobody looks at here. */
export const SONG = Buffer.from(`ID3${'a song, of which only its bytes matter here. '.repeat(7_000)}`);

/** Many times what loopback takes, and short enough to be waited for. */
const IMPATIENT_MS = 300;

export async function startAimlapiHarness(settings: Partial<AimlapiSettings> = {}): Promise<AimlapiHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'aimlapi-'));
  const clock = createManualClock();
  const rendered: AimlapiHarness['rendered'] = [];
  const sandbox = await startAimlapiSandbox({
    clock,
    settings,
    async measure() {
      return { durationMs: 50_000 };
    },
    async render({ reference, style, lyrics }) {
      rendered.push({ reference, style, lyrics });
      return { data: Buffer.from(`take ${randomUUID()}`), durationMs: 50_000, family: 'none' };
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
  const featureIds = createFeatureIds({ database, clock, account: 'the one of this test' });
  const create = (changes: Partial<AimlapiOptions>) =>
    createAimlapi({ apiKey, baseUrl, http, files, featureIds, clock, newId: randomUUID, ...changes });
  const lockedKey = 'not-a-key-that-anybody-knows';
  const reference: Reference = {
    hash: hashOfBytes(SONG),
    name: 'song.mp3',
    sizeBytes: SONG.length,
    durationMs: 50_000,
    container: 'MP3',
    codec: 'MPEG 1 Layer 3',
    link: { url: songUrl, expiresAt: clock.now() + 86_400_000 },
    posterId: null,
  };

  return {
    provider: create({}),
    impatient: create({ requestTimeoutMs: IMPATIENT_MS }),
    unreachable: create({ baseUrl: 'http://127.0.0.1:9' }),
    locked: create({ apiKey: lockedKey }),
    create,
    http,
    clock,
    sandbox,
    files,
    featureIds,
    reference,
    rendered,
    secrets: [apiKey, lockedKey],
    order: async (changes = {}) => anOrder({ model: 'minimax/music-cover', reference, ...changes }),
    bodies: (path) =>
      sandbox.requests
        .filter((request) => request.method === 'POST' && request.path === `/v2/generate/audio${path}`)
        .map(({ body }) => body),
    paidRequests: () => sandbox.paidRequests(),
    async finishTasks() {
      await clock.advance(120_000);
    },
    failNextTask({ billed }) {
      sandbox.failNext({ message: 'Something went wrong on the way', billed });
    },
    spoilNext(call, { kind, when }) {
      const retryAfter = kind === 'tooManyRequests' ? { retryAfterSeconds: 7 } : {};
      const endpoint = call === 'submit' ? 'submit' : 'poll';
      sandbox.faults.add({ endpoint, kind: FAULTS[kind], when, times: 1, ...retryAfter });
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
