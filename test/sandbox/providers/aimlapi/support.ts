import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AimlapiSettings } from '../../../../src/sandbox/providers/aimlapi/settings.ts';
import {
  type AimlapiSandbox,
  type AimlapiSandboxOptions,
  startAimlapiSandbox,
} from '../../../../src/sandbox/providers/aimlapi.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

export type Item = Record<string, unknown>;

export interface Reply {
  status: number;
  headers: Headers;
  body: Item;
}

export interface Bench {
  sandbox: AimlapiSandbox;
  clock: ManualClock;
  /** Sends JSON, or a form, with the right key. */
  call(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  submit(changes?: Item): Promise<Reply>;
  poll(id: unknown): Promise<Reply>;
  preprocess(changes?: Item): Promise<Reply>;
  upload(song: Uint8Array, purpose?: string): Promise<Reply>;
  generate(changes?: Item): Promise<Reply>;
  /** A valid cover submission, changed as asked. */
  cover(changes?: Item): Item;
  /** Submits a cover and lets it come to its end. */
  finished(changes?: Item): Promise<Reply>;
}

export const SUBMIT = '/v2/generate/audio';
export const PREPROCESS = `${SUBMIT}/preprocess`;
export const UPLOAD = `${SUBMIT}/minimax/upload`;
export const GENERATE = `${SUBMIT}/minimax/generate`;

/** A "song" that the measure of these tests understands, with the first bytes of its kind. */
export function songOf(durationMs: number, kind: 'ID3' | 'RIFF' | 'fLaC' = 'ID3'): Buffer {
  return Buffer.from(`${kind} song ${durationMs}`);
}

export function inline(song: Uint8Array, type = 'audio/mpeg'): string {
  return `data:${type};base64,${Buffer.from(song).toString('base64')}`;
}

class UndecodableError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const [, word, value = ''] = Buffer.from(bytes).toString().split(' ');
  if (word === 'song') return { durationMs: Number(value) };
  if (word === 'crash') throw new Error('the measure itself is broken');
  throw new UndecodableError(word === 'aac' ? 'unsupported' : value || 'damaged');
}

const renderWords: AimlapiSandboxOptions['render'] = async ({ reference, style, lyrics, seed, audio }) => ({
  data: Buffer.from(JSON.stringify({ reference: Buffer.from(reference).toString(), style, lyrics, seed, audio })),
  durationMs: 1_000,
  family: 'words',
});

export async function openBench(
  settings: Partial<AimlapiSettings> = {},
  options: Partial<AimlapiSandboxOptions> = {},
): Promise<Bench & { close(): Promise<void> }> {
  const clock = createManualClock();
  const given = { clock, render: renderWords, measure: measureSong, random: () => 0.5, ...options };
  const sandbox = await startAimlapiSandbox({ ...given, settings });

  const call: Bench['call'] = async (path, body, headers = { authorization: `Bearer ${sandbox.apiKey}` }) => {
    const isForm = body instanceof FormData;
    const type: Record<string, string> = body === undefined || isForm ? {} : { 'content-type': 'application/json' };
    const response = await fetch(sandbox.baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  };

  const cover: Bench['cover'] = (changes = {}) => ({
    model: 'minimax/music-cover',
    prompt: 'retro Motown roller-rink soul cover',
    reference_audio_url: inline(songOf(30_000)),
    ...changes,
  });
  const submit: Bench['submit'] = (changes) => call(SUBMIT, cover(changes));
  const poll: Bench['poll'] = (id) => call(`${SUBMIT}?generation_id=${encodeURIComponent(String(id))}`);

  return {
    sandbox,
    clock,
    call,
    cover,
    submit,
    poll,
    preprocess: (changes = {}) =>
      call(PREPROCESS, { model: 'minimax/music-cover', reference_audio_url: inline(songOf(30_000)), ...changes }),
    upload(song, purpose = 'song') {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(song)], { type: 'audio/mpeg' }), 'song.mp3');
      form.append('purpose', purpose);
      return call(UPLOAD, form);
    },
    generate: (changes = {}) => call(GENERATE, { model: 'music-01', lyrics: '##Side by side##', ...changes }),
    async finished(changes) {
      const { body } = await submit(changes);
      await clock.advance(sandbox.settings.generationMs);
      return await poll(body.id);
    },
    close: () => sandbox.close(),
  };
}

/** A bench that closes with its test. */
export async function bench(
  settings?: Partial<AimlapiSettings>,
  options?: Partial<AimlapiSandboxOptions>,
): Promise<Bench> {
  const opened = await openBench(settings, options);
  onTestFinished(() => opened.close());
  return opened;
}

/** The link of a finished generation. */
export function linkOf({ body }: Reply): string {
  return String((body.audio_file as Item | undefined)?.url);
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
