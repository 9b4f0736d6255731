import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { MinimaxSettings } from '../../../../src/sandbox/providers/minimax/settings.ts';
import {
  type MinimaxSandbox,
  type MinimaxSandboxOptions,
  startMinimaxSandbox,
} from '../../../../src/sandbox/providers/minimax.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

export type Fields = Record<string, unknown>;

export interface Reply {
  status: number;
  body: Fields;
  /** `base_resp.status_code` */
  code: number;
  /** `base_resp.status_msg` */
  message: string;
  headers: Headers;
}

export interface Bench {
  sandbox: MinimaxSandbox;
  clock: ManualClock;
  post(path: Path, fields: unknown, headers?: Record<string, string>): Promise<Response>;
  call(path: Path, fields: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Orders the cover of a song of 30 s, changed as asked. */
  cover(changes?: Fields): Promise<Reply>;
  /** Orders a song, changed as asked. */
  song(changes?: Fields): Promise<Reply>;
  preprocess(changes?: Fields): Promise<Reply>;
  lyrics(changes?: Fields): Promise<Reply>;
}

export type Path = 'music_generation' | 'music_cover_preprocess' | 'lyrics_generation';

/** A "song" that the measure of these tests understands. */
export function songOf(durationMs: number): Uint8Array {
  return Buffer.from(`song ${durationMs}`);
}

export function base64Of(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

/** What the answer says was rendered or composed. */
export function orderIn({ body }: Reply): Fields {
  return JSON.parse(Buffer.from(String(audioOf(body)), 'hex').toString());
}

export function audioOf(body: Fields): unknown {
  return (body.data as Fields).audio;
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

const renderWords: MinimaxSandboxOptions['render'] = async ({ reference, ...order }) => ({
  data: Buffer.from(JSON.stringify({ ...order, reference: Buffer.from(reference).toString() })),
  durationMs: 1_000.4,
  family: 'words',
});

const composeWords: MinimaxSandboxOptions['compose'] = async (order) => ({
  data: Buffer.from(JSON.stringify(order)),
  durationMs: 2_000,
});

export const COVER = {
  model: 'music-cover',
  prompt: 'retro Motown roller-rink soul cover',
  audio_base64: base64Of(songOf(30_000)),
};
export const SONG = { model: 'music-2.6', prompt: 'indie folk', lyrics: '[Verse]\nPaper lanterns' };

/** Without waits, so that the clock need not be turned where time is not the matter. */
const AT_ONCE = { generationMs: 0, preprocessMs: 0, lyricsMs: 0 };

export async function openBench(
  settings: Partial<MinimaxSettings> = {},
  options: Partial<MinimaxSandboxOptions> = {},
): Promise<Bench & { close(): Promise<void> }> {
  const clock = createManualClock();
  const given = { clock, render: renderWords, compose: composeWords, measure: measureSong, ...options };
  const sandbox = await startMinimaxSandbox({ ...given, settings: { ...AT_ONCE, ...settings } });

  const post: Bench['post'] = (path, fields, headers = { authorization: `Bearer ${sandbox.apiKey}` }) =>
    fetch(`${sandbox.baseUrl}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(fields),
    });

  const call: Bench['call'] = async (path, fields, headers) => {
    const response = await post(path, fields, headers);
    const body = (await response.json()) as Fields;
    const base = body.base_resp as { status_code: number; status_msg: string };
    return {
      status: response.status,
      body,
      code: base.status_code,
      message: base.status_msg,
      headers: response.headers,
    };
  };

  const { prompt: _prompt, ...reference } = COVER;
  return {
    sandbox,
    clock,
    post,
    call,
    cover: (changes = {}) => call('music_generation', { ...COVER, ...changes }),
    song: (changes = {}) => call('music_generation', { ...SONG, ...changes }),
    preprocess: (changes = {}) => call('music_cover_preprocess', { ...reference, ...changes }),
    lyrics: (changes = {}) => call('lyrics_generation', { mode: 'write_full_song', prompt: 'a rainy day', ...changes }),
    close: () => sandbox.close(),
  };
}

/** A bench that closes with its test. */
export async function bench(
  settings?: Partial<MinimaxSettings>,
  options?: Partial<MinimaxSandboxOptions>,
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
