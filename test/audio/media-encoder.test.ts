import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDisposableWorkers } from '../../src/audio/disposable-workers.ts';
import { createWaveforms } from '../../src/audio/draw-waveform.ts';
import type { DrawAnswer, DrawTask } from '../../src/audio/draw-worker.ts';
import { examine } from '../../src/audio/examine.ts';
import { createMediaEncoder, type MediaEncoderOptions } from '../../src/audio/media-encoder.ts';
import type { MediaEncoder } from '../../src/audio/port.ts';
import { openResultFolder } from '../../src/audio/result-folder.ts';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { createLogger } from '../../src/logger.ts';
import { makeTones, makeWav } from '../codec/sounds.ts';
import { createManyWaveChunks, createNestedAtoms, createOggTagBomb } from '../fixtures/audio/hostile.ts';
import { createM4a } from '../fixtures/audio/m4a.ts';
import { createMp3 } from '../fixtures/audio/mp3.ts';
import { createWave } from '../fixtures/audio/wave.ts';
import { complaintsAbout, hasFfmpeg, loudnessOf, probed } from '../support/ffmpeg.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';

const never = new AbortController().signal;
const labelsIn = (locale: string) => ({
  reference: 'Reference',
  noReference: 'Original (no picture)',
  made: () => (locale === 'sv' ? 'Tolkning' : 'Cover'),
  take: (number: number) => `Take ${number}`,
});
const song = makeTones({ seconds: 2, hertz: [440, 660] });

let base: string;
let results: string;
let paths: Record<'wav' | 'flac' | 'silence' | 'm4a' | 'text', string>;
let mediaEncoder: MediaEncoder;
let lines: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'coverband-'));
  results = join(base, 'results');
  const flac = await encodeAudio(song, { format: 'flac', bitrateKbps: 0, sampleRate: 44_100, channels: 1 });
  paths = {
    wav: await keep('wav', makeWav(song, { bits: 24 })),
    flac: await keep('flac', flac),
    silence: await keep('silence', createWave({ seconds: 1 })),
    m4a: await keep('m4a', await createM4a({ seconds: 1 })),
    text: await keep('text', Buffer.from('no music at all')),
  };
});
afterAll(() => rm(base, { recursive: true }));
afterEach(() => mediaEncoder.close());

function open(options: Partial<MediaEncoderOptions> = {}) {
  lines = [];
  mediaEncoder = createMediaEncoder({
    log,
    folder: results,
    labelsIn,
    cacheFolder: sharedCodeFolder('studio'),
    ...options,
  });
}

/** The path of what fits. */
const fitted = async (path: string, maximumBytes: number, signal: AbortSignal) =>
  (await mediaEncoder.fit(path, { maximumBytes, maximumKbps: 320, lufs: null, tags: null }, signal))?.path;

interface Sounds {
  kind: 'cover';
  reference: string | null;
  takes: string[];
  locale: string;
}

/** As a delivery has it drawn: what cannot be measured is left out. */
async function draw({ reference, takes, ...sounds }: Sounds, signal: AbortSignal) {
  const measured = (path: string | null) =>
    path === null ? undefined : mediaEncoder.measure(path, signal).catch(() => undefined);
  const [first, ...others] = await Promise.all([reference, ...takes].map(measured));
  return mediaEncoder.drawWaveform({ ...sounds, reference: first, takes: others }, signal);
}

async function keep(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(base, name);
  await writeFile(path, bytes);
  return path;
}

describe('fitting in the media encoder', () => {
  it('makes an MP3 that is not too large and as long as the song, and leaves the song alone', async () => {
    open();
    const before = await readFile(paths.wav);
    const path = (await fitted(paths.wav, 40_000, never)) ?? '';
    expect(await readdir(results)).toEqual([path.slice(results.length + 1)]);
    const { sampleRate, channels } = await decodeAudio(await readFile(path));
    expect([sampleRate, channels.length, channels[0]?.length]).toEqual([44_100, 2, 88_200]);
    expect((await stat(path)).size).toBeLessThanOrEqual(40_000);
    expect(Buffer.compare(before, await readFile(paths.wav))).toBe(0);
  });

  it('makes nothing of what cannot be decoded or would be too bad, and leaves nothing', async () => {
    open({ maximumMegabytes: 1 });
    const large = await keep('large', Buffer.alloc(1_000_001));
    const outcomes = [paths.text, paths.flac, large].map((path) => fitted(path, 9_000, never));
    expect(await Promise.all(outcomes)).toEqual([undefined, undefined, undefined]);
    for (const reason of ['unsupported', 'too long for the size', 'too large']) expect(lines.join()).toContain(reason);
    expect(lines.join()).not.toContain(base);
    expect(await readdir(results)).toEqual([]);
  });

  it('does not blame the song when it cannot be read', async () => {
    open();
    const nothing = fitted(join(base, 'nothing'), 40_000, never);
    await expect(nothing).rejects.toThrow(/^a sound could not be read or written: ENOENT$/);
    await expect(fitted(base, 40_000, never)).rejects.toThrow(/^a sound could not be read or written: EISDIR$/);
    expect(await readdir(results)).toEqual([]);
  });

  it('gives up for a signal that aborts, before and during, and leaves nothing', async () => {
    open();
    await expect(fitted(paths.wav, 40_000, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    const unwanted = new AbortController();
    const outcomes = Promise.allSettled([
      fitted(paths.wav, 40_000, unwanted.signal),
      draw({ kind: 'cover', reference: null, takes: [paths.wav], locale: 'en' }, unwanted.signal),
    ]);
    unwanted.abort(new Error('no longer wanted'));
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'no longer wanted' } });
    expect(await readdir(results)).toEqual([]);
  });

  it('gives up what runs, waits and comes later when it is closed', async () => {
    open({ workers: 1 });
    const outcomes = Promise.allSettled([
      fitted(paths.wav, 40_000, never),
      fitted(paths.flac, 40_000, never),
      draw({ kind: 'cover', reference: paths.wav, takes: [paths.flac], locale: 'en' }, never),
    ]);
    await mediaEncoder.close();
    const closed = { reason: { message: 'the media encoder is closed' } };
    for (const outcome of await outcomes) expect(outcome).toMatchObject(closed);
    await expect(fitted(paths.wav, 40_000, never)).rejects.toThrow('the media encoder is closed');
    expect(await readdir(results)).toEqual([]);
  });

  it('ends with a worker whose time is over, and leaves nothing', async () => {
    open({ timeoutMs: 30 });
    const long = await keep('long', createMp3({ seconds: 800, kbps: [32] }));
    expect(await fitted(long, 100_000_000, never)).toBeUndefined();
    expect(lines.join()).toContain('outOfTime');
    expect(await readdir(results)).toEqual([]);
  });

  // Only Linux tells how much memory another process takes.
  it.runIf(process.platform === 'linux')('ends with a worker that takes too much memory', async () => {
    open({ memoryMegabytes: 150 });
    const huge = await keep('huge', createWave({ seconds: 0.1, claimedSeconds: 600 }));
    await truncate(huge, 600 * 44_100 * 4);
    expect(await fitted(huge, 100_000_000, never)).toBeUndefined();
    expect(lines.join()).toContain('too much memory');
  });

  it.each<[string, () => Buffer]>([
    ['atoms in atoms', () => createNestedAtoms({ depth: 50_000 })],
    ['a million chunks', () => createManyWaveChunks({ megabytes: 2 })],
    ['a tag that claims 33 million entries', () => createOggTagBomb()],
  ])('makes nothing of a hostile file: %s', async (_, create) => {
    open();
    const path = await keep('hostile', create());
    expect(await fitted(path, 1_000_000, never)).toBeUndefined();
    expect(await readdir(results)).toEqual([]);
  });
});

const tags = {
  title: 'Paper Lanterns – late-night jazz',
  artist: 'Ünder the Bridge',
  genre: 'late-night jazz',
  comment: 'AI cover of Paper Lanterns\nSeed: 7',
};

/** As a phone or another service would have made it: with words and artwork that are not ours to hand on. */
async function songOf(format: 'mp3' | 'wav' | 'flac' | 'ogg', seconds = 4) {
  const sound = makeTones({ seconds, hertz: [440, 660] });
  const loud = { ...sound, channels: sound.channels.map((channel) => channel.map((value) => value * 1.9)) };
  return encodeAudio(loud, { format, bitrateKbps: 128, sampleRate: format === 'ogg' ? 48_000 : 44_100, channels: 2 });
}

const pictureOf = (path: string) =>
  draw({ kind: 'cover', reference: null, takes: [path], locale: 'en' }, never).then((drawn) => drawn ?? null);

describe('what is finished in the media encoder', () => {
  it.each([
    'mp3',
    'wav',
    'flac',
    'ogg',
  ] as const)('has our tags and picture, and the same sound: %s', async (format) => {
    open();
    const bytes = await songOf(format);
    const path = await keep(`plain.${format}`, bytes);
    const picture = await pictureOf(path);
    const made = await mediaEncoder.finish(path, { loudness: null, lufs: null, tags: { ...tags, picture } }, never);
    const finished = await readFile(made?.path ?? '');
    const [one, other] = await Promise.all([decodeAudio(bytes), decodeAudio(finished)]);
    expect(other.channels).toEqual(one.channels);
    const read = await examine(finished, { maximumSeconds: 361 });
    expect(read).toMatchObject({ kind: 'song', song: { title: tags.title, artist: tags.artist } });
    expect(read).toMatchObject({ song: { soundHash: made?.soundHash } });
    if (!hasFfmpeg) return;
    const named = await keep(`named.${format}`, finished);
    // FFmpeg looks for no pictures in Ogg Vorbis.
    expect(probed(named)).toMatchObject({ tags, pictures: format === 'ogg' ? 0 : 1 });
    expect(Math.abs(probed(named).seconds - 4)).toBeLessThan(0.05);
    expect(complaintsAbout(named)).toBe('');
  });

  it('keeps nothing of the words and pictures that were in it', async () => {
    open();
    const plain = await keep('plain', await songOf('mp3'));
    const theirs = { ...tags, title: 'Theirs', picture: await pictureOf(plain) };
    const before = await mediaEncoder.finish(plain, { loudness: null, lufs: null, tags: theirs }, never);
    const ours = { loudness: null, lufs: null, tags: { ...tags, picture: null } };
    const after = await mediaEncoder.finish(before?.path ?? '', ours, never);
    const finished = await readFile(after?.path ?? '');
    expect(finished.includes('Theirs')).toBe(false);
    expect(finished.includes('image/png')).toBe(false);
    expect(after?.soundHash).toBe(before?.soundHash);
  });

  it('is as loud as it is to be, by whole steps, and swings no further than it may', async () => {
    open();
    const path = await keep('loud', await songOf('mp3'));
    const loudness = (await mediaEncoder.measure(path, never))?.loudness ?? null;
    if (!loudness) throw new Error('a tone is loud');
    const made = await mediaEncoder.finish(path, { loudness, lufs: -14, tags: { ...tags, picture: null } }, never);
    const measured = await mediaEncoder.measure(made?.path ?? '', never);
    expect(measured?.loudness?.lufs).toBeCloseTo(made?.lufs ?? 0, 2);
    expect(Math.abs((made?.lufs ?? 0) + 14)).toBeLessThan(0.76);
    expect(measured?.loudness?.truePeakDb).toBeLessThan(-1);
    if (!hasFfmpeg) return;
    const judged = loudnessOf(await keep('levelled.mp3', await readFile(made?.path ?? '')));
    expect(Math.abs(judged.lufs - (made?.lufs ?? 0))).toBeLessThan(0.1);
    expect(judged.truePeakDb).toBeLessThanOrEqual(-1);
  });

  it('is nothing where the file is none that we know', async () => {
    open();
    const finish = { loudness: null, lufs: -14, tags: { ...tags, picture: null } };
    expect(await mediaEncoder.finish(paths.m4a, finish, never)).toBeUndefined();
    expect(await readdir(results)).toEqual([]);
  });
});

describe('what is encoded for a message', () => {
  it('is as loud as others, has our tags, and no higher bitrate than was set', async () => {
    open();
    const path = await keep('wav', await songOf('wav', 8));
    const fit = { maximumBytes: 2_000_000, maximumKbps: 96, lufs: -14, tags: { ...tags, picture: null } };
    const made = await mediaEncoder.fit(path, fit, never);
    const bytes = await readFile(made?.path ?? '');
    expect((bytes.length * 8) / 8_000).toBeLessThan(100);
    expect(made?.lufs).toBeCloseTo(-14, 0);
    expect(await examine(bytes, { maximumSeconds: 361 })).toMatchObject({ song: { title: tags.title } });
    if (!hasFfmpeg) return;
    const judged = loudnessOf(await keep('fitted.mp3', bytes));
    expect(Math.abs(judged.lufs + 14)).toBeLessThan(0.5);
    expect(judged.truePeakDb).toBeLessThanOrEqual(-1);
  });
});

describe('a song to be compared', () => {
  const compare = { maximumBytes: 5_000_000, maximumKbps: 192, lufs: -20, seconds: 2 };

  it.each(['mp3', 'wav', 'flac', 'ogg'] as const)('is as loud as the cover and as long: %s', async (format) => {
    open();
    const path = (await mediaEncoder.compare(await keep(format, await songOf(format)), compare, never)) ?? '';
    const measured = await mediaEncoder.measure(path, never);
    expect(Math.abs((measured?.loudness?.lufs ?? 0) + 20)).toBeLessThan(0.76);
    expect(Math.abs((measured?.levels.seconds ?? 0) - 2)).toBeLessThan(0.06);
  });

  it('is nothing where it is so already, and where it cannot be decoded', async () => {
    open();
    const path = await keep(
      'same',
      await encodeAudio(song, { format: 'mp3', bitrateKbps: 128, sampleRate: 44_100, channels: 2 }),
    );
    const lufs = (await mediaEncoder.measure(path, never))?.loudness?.lufs ?? 0;
    expect(await mediaEncoder.compare(path, { ...compare, lufs, seconds: undefined }, never)).toBeUndefined();
    expect(await mediaEncoder.compare(paths.text, compare, never)).toBeUndefined();
    expect(await readdir(results)).toEqual([]);
  });
});

describe('a picture from the mediaEncoder', () => {
  it('is small, is not blank, and is not the same for other sounds', async () => {
    open();
    const [song, silence] = await Promise.all([
      draw({ kind: 'cover', reference: null, takes: [paths.wav], locale: 'en' }, never).then(look),
      draw({ kind: 'cover', reference: null, takes: [paths.silence], locale: 'en' }, never).then(look),
    ]);
    for (const { width, height, colours, sizeBytes } of [song, silence]) {
      expect([width, height]).toEqual([1_200, 358]);
      expect(colours).toBeGreaterThan(200);
      expect(sizeBytes).toBeLessThan(150_000);
    }
    expect(Buffer.compare(song.pixels, silence.pixels)).not.toBe(0);
    expect(await readdir(results)).toHaveLength(2);
  });

  it('has its words in the language that it is asked for in', async () => {
    open();
    const drawIn = (locale: string) =>
      draw({ kind: 'cover', reference: null, takes: [paths.wav], locale }, never).then(look);
    const [english, again, swedish] = await Promise.all(['en', 'en', 'sv'].map(drawIn));
    expect(english?.pixels).toEqual(again?.pixels);
    expect(english?.pixels).not.toEqual(swedish?.pixels);
  });

  it('leaves out what cannot be decoded or read, and there is none where nothing is left', async () => {
    open();
    const nothing = join(base, 'nothing');
    const [picture, none] = await Promise.all([
      draw(
        { kind: 'cover', reference: paths.silence, takes: [paths.text, nothing, paths.wav], locale: 'en' },
        never,
      ).then(look),
      draw({ kind: 'cover', reference: nothing, takes: [], locale: 'en' }, never),
    ]);
    // Of two rows.
    expect(picture.height).toBe(618);
    expect(none).toBeUndefined();
    expect(lines.join()).not.toContain(base);
  });

  it('is not drawn where the canvas cannot be loaded; the log says so once', async () => {
    open();
    // Without the right to load native code it is as if there were none for this machine.
    const drawing = createDisposableWorkers<DrawTask, DrawAnswer>({
      entry: new URL('../../src/audio/draw-worker.ts', import.meta.url),
      timeoutMs: 10_000,
      heapMegabytes: 64,
      workers: 1,
    });
    const waveforms = createWaveforms({
      log,
      labelsIn,
      results: openResultFolder(results),
      draw: drawing.run,
    });
    const sounds = { kind: 'cover' as const, reference: undefined, takes: [aSound], locale: 'en' };
    expect(await waveforms.draw(sounds, never)).toBeUndefined();
    expect(await waveforms.draw(sounds, never)).toBeUndefined();
    await drawing.close(new Error('closed'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('covers have no pictures');
    expect(await readdir(results)).toEqual([]);
  });

  it('is missing, and no reason to fail, when it cannot be drawn or written', async () => {
    open();
    const failing = createWaveforms({
      log,
      labelsIn,
      results: openResultFolder(results),
      draw: async () => {
        throw new Error('a worker could not start');
      },
    });
    expect(
      await failing.draw({ kind: 'cover', reference: undefined, takes: [aSound], locale: 'en' }, never),
    ).toBeUndefined();
    expect(lines.join()).toContain('a worker could not start');
    expect(await readdir(results)).toEqual([]);
  });
});

const aSound = { seconds: 1, steps: [{ peak: 1, rms: 0.5 }] };

async function look(path: string | undefined) {
  if (path === undefined) throw new Error('there is no picture');
  const { size: sizeBytes } = await stat(path);
  const image = await loadImage(path);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const pixels = Buffer.from(data.buffer);
  const colours = new Set(new Uint32Array(data.buffer)).size;
  return { width: image.width, height: image.height, sizeBytes, pixels, colours };
}
