import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Reference } from '../../../src/domain/job.ts';
import { createGuardedFetch } from '../../../src/http-guard.ts';
import { createRunware, type RunwareOptions } from '../../../src/providers/runware/runware.ts';
import type { RunwareSettings } from '../../../src/sandbox/providers/runware/settings.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../../src/sandbox/providers/runware.ts';
import type { HttpFaultKind } from '../../../src/sandbox/providers/shared/http-fault.ts';
import type { Files } from '../../../src/store/port.ts';
import { hashOfBytes, type ProviderHarness, type SpoiledAnswer } from '../../contracts/provider.ts';
import { anOrder } from '../../support/build-order.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { openFiles } from '../../support/open-files.ts';

export interface RunwareHarness extends ProviderHarness {
  provider: ReturnType<typeof createRunware>;
  sandbox: RunwareSandbox;
  clock: ManualClock;
  files: Files;
  /** The same with other options. */
  create(changes: Partial<RunwareOptions>): ReturnType<typeof createRunware>;
  /** What orders are made from. */
  reference: Reference;
  /** The songs that the stand-in was given to make takes of. */
  references: Uint8Array[];
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

/** Many times what loopback takes, and short enough to be waited for. */
const IMPATIENT_MS = 300;

export async function startRunwareHarness(
  settings: Partial<RunwareSettings> = {},
  options: Partial<RunwareOptions> = {},
  takeOf = (seed: number | null) => Buffer.from(`take ${seed} ${randomUUID()}`),
): Promise<RunwareHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'runware-'));
  const clock = createManualClock();
  const references: Uint8Array[] = [];
  const sandbox = await startRunwareSandbox({
    clock,
    settings,
    // Above a million, as Runware's own seeds may be.
    random: () => 0.75,
    async measure() {
      return { durationMs: 180_000 };
    },
    async render({ reference, seed }) {
      references.push(reference);
      return { data: takeOf(seed), durationMs: 180_000, family: 'none' };
    },
  });
  const songs = createServer((_, response) => response.end(SONG)).listen(0, '127.0.0.1');
  await once(songs, 'listening');
  const songUrl = `http://127.0.0.1:${(songs.address() as AddressInfo).port}/song.mp3`;

  const http = createGuardedFetch({
    trustedOrigins: [sandbox.origin, new URL(songUrl).origin],
    log: pino({ level: 'silent' }),
  });
  const files = openFiles({ folder, download: http.download, clock });
  const limits = { maximumBytes: 10_000_000, totalMs: 5_000, idleMs: 5_000, signal: new AbortController().signal };
  await files.put({ kind: 'url', url: songUrl, limits: limits });

  const { apiKey, baseUrl } = sandbox;
  const create = (changes: Partial<RunwareOptions>) =>
    createRunware({ apiKey, baseUrl, http, files, clock, newId: randomUUID, ...options, ...changes });
  const reference: Reference = {
    hash: hashOfBytes(SONG),
    name: 'song.mp3',
    sizeBytes: SONG.length,
    durationMs: 180_000,
    container: 'MP3',
    codec: 'MPEG 1 Layer 3',
    link: { url: songUrl, expiresAt: clock.now() + 86_400_000 },
    posterId: null,
  };
  const lockedKey = 'not-a-key-that-anybody-knows';

  return {
    provider: create({}),
    create,
    reference,
    impatient: create({ requestTimeoutMs: IMPATIENT_MS }),
    unreachable: create({ baseUrl: 'http://127.0.0.1:9/v1' }),
    locked: create({ apiKey: lockedKey }),
    http,
    clock,
    sandbox,
    references,
    files,
    secrets: [apiKey, lockedKey],
    order: async (changes = {}) => anOrder({ model: 'minimax:music@cover', reference, ...changes }),
    paidRequests: () => sandbox.paidRequests(),
    async finishTasks() {
      await clock.advance(120_000);
    },
    failNextTask({ goodTakes, billed }) {
      sandbox.failNext({ code: 'inferenceError', partial: goodTakes, billed });
    },
    spoilNext(call, { kind, when }) {
      const taskType = call === 'submit' ? 'audioInference' : 'getResponse';
      const retryAfter = kind === 'tooManyRequests' ? { retryAfterSeconds: 7 } : {};
      sandbox.faults.add({ taskType, kind: FAULTS[kind], when, times: 1, ...retryAfter });
    },
    async close() {
      await http.close();
      await sandbox.close();
      songs.close();
      await rm(folder, { recursive: true });
    },
  };
}
