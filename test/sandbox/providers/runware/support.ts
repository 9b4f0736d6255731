import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { RunwareSettings } from '../../../../src/sandbox/providers/runware/settings.ts';
import {
  type RunwareSandbox,
  type RunwareSandboxOptions,
  startRunwareSandbox,
} from '../../../../src/sandbox/providers/runware.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

export type Item = Record<string, unknown>;

export interface Envelope {
  status: number;
  data: Item[] | undefined;
  errors: Item[] | undefined;
  headers: Headers;
}

export interface Bench {
  sandbox: RunwareSandbox;
  clock: ManualClock;
  /** Sends tasks with the right key. */
  call(tasks: unknown, headers?: Record<string, string>): Promise<Envelope>;
  /** Uploads a song of a length and gives its media UUID. */
  upload(song: Uint8Array): Promise<string>;
  /** A valid cover task with a song of 30 s, changed as asked. */
  cover(changes?: Item): Promise<Item>;
  poll(taskUUID: unknown): Promise<Envelope>;
}

/** A "song" that the measure of these tests understands. */
export function songOf(durationMs: number): Uint8Array {
  return Buffer.from(`song ${durationMs}`);
}

class UndecodableError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const [word, value = ''] = Buffer.from(bytes).toString().split(' ');
  if (word === 'song') return { durationMs: Number(value) };
  if (word === 'crash') throw new Error('the measure itself is broken');
  throw new UndecodableError(word === 'aac' ? 'unsupported' : value || 'damaged');
}

const renderWords: RunwareSandboxOptions['render'] = async ({ style, lyrics, seed, audio }) => ({
  data: Buffer.from(JSON.stringify({ style, lyrics, seed, audio })),
  durationMs: 1_000,
  family: 'words',
});

export async function openBench(
  settings: Partial<RunwareSettings> = {},
  options: Partial<RunwareSandboxOptions> = {},
): Promise<Bench & { close(): Promise<void> }> {
  const clock = createManualClock();
  const given = { clock, render: renderWords, measure: measureSong, ...options };
  const sandbox = await startRunwareSandbox({ ...given, settings: { generationMs: 60_000, ...settings } });

  const call: Bench['call'] = async (tasks, headers = { authorization: `Bearer ${sandbox.apiKey}` }) => {
    const response = await fetch(sandbox.baseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(tasks),
    });
    const body = (await response.json()) as { data?: Item[]; errors?: Item[] };
    return { status: response.status, data: body.data, errors: body.errors, headers: response.headers };
  };

  const upload = async (song: Uint8Array) => {
    const media = Buffer.from(song).toString('base64');
    const { data } = await call([{ taskType: 'mediaStorage', taskUUID: randomUUID(), operation: 'upload', media }]);
    return String(data?.[0]?.mediaUUID);
  };

  let song: Promise<string> | undefined;
  return {
    sandbox,
    clock,
    call,
    upload,
    async cover(changes = {}) {
      song ??= upload(songOf(30_000));
      return {
        taskType: 'audioInference',
        taskUUID: randomUUID(),
        model: 'minimax:music@cover',
        positivePrompt: 'retro Motown roller-rink soul cover',
        inputs: { audio: await song },
        deliveryMethod: 'async',
        ...changes,
      };
    },
    poll: (taskUUID) => call([{ taskType: 'getResponse', taskUUID }]),
    close: () => sandbox.close(),
  };
}

/** A bench that closes with its test. */
export async function bench(
  settings?: Partial<RunwareSettings>,
  options?: Partial<RunwareSandboxOptions>,
): Promise<Bench> {
  const opened = await openBench(settings, options);
  onTestFinished(() => opened.close());
  return opened;
}

/** A web server with one file, as Discord's would be. */
export async function serve(data: Uint8Array, status = 200): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, status === 302 ? { location: 'http://example.org/' } : {});
    response.end(data);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ref.mp3`;
}
