import { mkdtemp, open as openFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isSilent } from '../../src/audio/is-silent.ts';
import type { MediaProbe } from '../../src/audio/port.ts';
import { createMediaProbe, type MediaProbeOptions } from '../../src/audio/probe.ts';
import { createSystemFfmpeg } from '../../src/audio/system-ffmpeg.ts';
import { UserError } from '../../src/errors.ts';
import { createLogger } from '../../src/logger.ts';
import { ffmpeg, hasFfmpeg } from '../fixtures/audio/ffmpeg.ts';
import {
  createManyAtoms,
  createManyId3Frames,
  createManyWaveChunks,
  createNestedAtoms,
  createOggTagBomb,
  createPaddedId3,
} from '../fixtures/audio/hostile.ts';
import { createM4a } from '../fixtures/audio/m4a.ts';
import { createMp3 } from '../fixtures/audio/mp3.ts';
import { createWave } from '../fixtures/audio/wave.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';

const never = new AbortController().signal;
const wave = createWave({ seconds: 1.5, title: 'Night Drive' });

let folder: string;
let mediaProbe: MediaProbe;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => mediaProbe.close());

function open(options: Omit<MediaProbeOptions, 'log' | 'folder'> = {}) {
  lines = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  mediaProbe = createMediaProbe({
    log,
    folder: join(folder, 'sounds'),
    cacheFolder: sharedCodeFolder('probe'),
    ...options,
  });
}

async function keep(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function textOf(path: string): Promise<unknown> {
  return mediaProbe.probe(path, never).then(
    () => 'no refusal',
    (error) => (error instanceof UserError ? error.text : error),
  );
}

describe('the media probe', () => {
  it('reads what a file is, whatever it is called', async () => {
    open();
    const m4a = await createM4a({ seconds: 2 });
    const songs = await Promise.all([
      keep('song.mp3', wave).then((path) => mediaProbe.probe(path, never)),
      keep('picture.jpg', createMp3({ seconds: 2 })).then((path) => mediaProbe.probe(path, never)),
      keep('song.wav', m4a).then((path) => mediaProbe.probe(path, never)),
      keep('no-extension', createWave({ seconds: 1 })).then((path) => mediaProbe.probe(path, never)),
    ]);
    expect(songs.map((song) => song.container)).toEqual(['WAV', 'MP3', 'M4A', 'WAV']);
    expect(songs[0]).toEqual({
      container: 'WAV',
      codec: 'PCM',
      durationMs: 1_500,
      soundHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      title: 'Night Drive',
      artist: null,
    });
  });

  it('refuses in words about the song: empty, too large, not audio, damaged, cut off', async () => {
    open({ maximumMegabytes: 1 });
    const texts = await Promise.all([
      keep('empty', Buffer.alloc(0)).then(textOf),
      keep('large', Buffer.alloc(1_000_001)).then(textOf),
      keep('text', Buffer.from('la la la '.repeat(100))).then(textOf),
      keep('damaged', wave.subarray(0, 40)).then(textOf),
      keep('cut', createWave({ seconds: 1, claimedSeconds: 20 })).then(textOf),
    ]);
    expect(texts).toEqual([
      { key: 'song.empty', params: {} },
      { key: 'song.tooLarge', params: { maximumMegabytes: 1 } },
      { key: 'song.notAudio', params: {} },
      { key: 'song.damaged', params: {} },
      { key: 'song.cutOff', params: { claimedSeconds: 20, actualSeconds: 1 } },
    ]);
    expect(lines.join()).not.toContain(folder);
  });

  it('takes more of a take than of a song', async () => {
    open({ maximumMegabytes: 0.1, maximumTakeMegabytes: 1 });
    const path = await keep('take', wave);
    expect(await textOf(path)).toEqual({ key: 'song.tooLarge', params: { maximumMegabytes: 0.1 } });
    expect(await mediaProbe.probeTake(path, never)).toMatchObject({ container: 'WAV', durationMs: 1_500 });
  });

  it('blames a take for its bytes alone', async () => {
    open({ takeTimeoutMs: 0 });
    const path = await keep('take', wave);
    await expect(mediaProbe.probeTake(path, never)).rejects.toThrow('a take could not be probed: outOfTime');
    await mediaProbe.close();
    await expect(mediaProbe.probeTake(path, never)).rejects.not.toMatchObject({ name: 'UserError' });
    open();
    const noAudio = await keep('text', Buffer.from('la la la '.repeat(100)));
    await expect(mediaProbe.probeTake(noAudio, never)).rejects.toMatchObject({ text: { key: 'song.notAudio' } });
  });

  it('does not blame the song when the file is missing or cannot be read', async () => {
    open();
    await expect(mediaProbe.probe(join(folder, 'nothing'), never)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(mediaProbe.probe(folder, never)).rejects.toThrow('could not be read: EISDIR');
  });

  it('gives up for a signal that aborts, before and during', async () => {
    open();
    const path = await keep('song', wave);
    await expect(mediaProbe.probe(path, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    const unwanted = new AbortController();
    const probing = mediaProbe.probe(path, unwanted.signal);
    unwanted.abort(new Error('no longer wanted'));
    await expect(probing).rejects.toThrow('no longer wanted');
  });

  it('refuses in words while the bot is shutting down', async () => {
    open();
    const path = await keep('song', wave);
    await mediaProbe.close();
    expect(await textOf(path)).toEqual({ key: 'busy.shuttingDown', params: {} });
  });
});

describe('taking the sound out of a file', () => {
  const corpus = (name: string) => fileURLToPath(new URL(`../fixtures/audio/corpus/${name}`, import.meta.url));

  it('makes a file of it, which is the same each time', async () => {
    open();
    for (const name of ['video-with-song.mp4', 'downloader-audio.webm']) {
      const first = await mediaProbe.takeOut(corpus(name), 'a server', never);
      const second = await mediaProbe.takeOut(corpus(name), 'a server', never);
      const [one, other] = await Promise.all([first, second].map(({ replacement }) => readFile(replacement ?? '')));
      expect(one?.length).toBeGreaterThan(10_000);
      expect(one).toEqual(other);
      expect(await mediaProbe.probe(first.replacement ?? '', never)).toMatchObject({ ...first.song, title: null });
    }
  });

  it('makes none where a file can go as it is, or is refused', async () => {
    open();
    const { song, replacement } = await mediaProbe.takeOut(corpus('voice-memo.m4a'), 'a server', never);
    expect([song.container, replacement]).toEqual(['M4A', null]);
    await expect(mediaProbe.takeOut(corpus('core-audio.caf'), 'a server', never)).rejects.toMatchObject({
      text: { key: 'song.unreadFormat', params: { format: 'CAF' } },
    });
    expect((await readdir(join(folder, 'sounds'))).filter((name) => name.endsWith('sound'))).toEqual([]);
  });
});

describe('a file that claims sound and holds none', () => {
  const silence = { text: { key: 'song.silent', params: {} } };
  const takeOut = (path: string) => mediaProbe.takeOut(path, 'a server', never);

  it('is known where it is silent from end to end, as a song that somebody gives alone', async () => {
    open();
    const path = await keep('silent.wav', wave);
    expect((await takeOut(path)).isSilent).toBe(true);
    expect((await mediaProbe.probeTake(path, never)).container).toBe('WAV');
    expect((await mediaProbe.probe(path, never)).container).toBe('WAV');
    expect((await mediaProbe.cut(path, { startSeconds: 0, seconds: 1 }, 'a server', never)).song.container).toBe('WAV');
  });

  it('is a song where it only begins with silence, or is quiet', async () => {
    open();
    const late = Buffer.from(createWave({ seconds: 120, channels: 1, sampleRate: 8_000 }));
    for (let at = late.length - 16_000; at < late.length; at += 2) late.writeInt16LE(at % 32 < 16 ? 20 : -20, at);
    expect(await takeOut(await keep('late.wav', late))).toMatchObject({
      song: { durationMs: 120_000 },
      isSilent: false,
    });
  });

  it.runIf(hasFfmpeg).each([
    ['mp3', ['-c:a', 'libmp3lame']],
    ['m4a', ['-c:a', 'aac']],
    ['aac', ['-c:a', 'aac']],
    ['lossless.m4a', ['-c:a', 'alac']],
    ['flac', ['-c:a', 'flac']],
    ['opus', ['-c:a', 'libopus']],
    ['ogg', ['-c:a', 'libvorbis']],
    ['aiff', ['-c:a', 'pcm_s16be']],
  ])('is found silent, and heard where there is a tone late in it: %s', async (ending, codec) => {
    open();
    for (const [name, volume] of [
      ['silent', '0'],
      ['heard', "'gte(t,80)*0.1'"],
    ] as const) {
      const path = join(folder, `${name}.${ending}`);
      const filter = `sine=d=90:r=48000,volume=${volume}:eval=frame`;
      await ffmpeg('-f', 'lavfi', '-i', filter, ...codec, path);
      const taken = await takeOut(path);
      expect([taken.isSilent, taken.song.durationMs > 89_000]).toEqual([name === 'silent', true]);
    }
  });

  it.runIf(hasFfmpeg)(
    'is known as a film with a silent sound, and refused as one whose sound has no packets',
    async () => {
      open();
      const silent = join(folder, 'silent.mp4');
      const picture = ['-f', 'lavfi', '-i', 'testsrc=d=40:s=64x64:r=5'];
      await ffmpeg(...picture, '-f', 'lavfi', '-i', 'anullsrc=r=44100', '-shortest', '-c:a', 'aac', silent);
      expect((await takeOut(silent)).isSilent).toBe(true);
      const empty = join(folder, 'empty.mkv');
      const none = ['-f', 'lavfi', '-i', 'sine=d=40', '-af', 'atrim=end=0'];
      await ffmpeg(...picture, ...none, '-c:a', 'libopus', empty);
      await expect(takeOut(empty)).rejects.toMatchObject(silence);
    },
  );
});

describe.runIf(hasFfmpeg)('with an FFmpeg of the operator’s', () => {
  it('takes what is not read here, as FLAC, under the name of its own kind', async () => {
    open({ ffmpeg: 'ffmpeg' });
    const path = join(folder, 'song.wma');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=7', '-c:a', 'wmav2', path);
    const { song, cameIn, replacement } = await mediaProbe.takeOut(path, 'a server', never);
    expect([cameIn, song.container, song.codec]).toEqual(['WMA', 'FLAC', 'FLAC']);
    expect(song.durationMs / 1_000).toBeCloseTo(7, 0);
    expect(await mediaProbe.probe(replacement ?? '', never)).toEqual(song);
  });

  it('decodes of a long one only the part that is wanted', async () => {
    open({ ffmpeg: 'ffmpeg' });
    const path = join(folder, 'mix.wma');
    const late = "sine=d=1500,volume='gte(t,1000)*0.5':eval=frame";
    await ffmpeg('-f', 'lavfi', '-i', late, '-c:a', 'wmav2', path);
    const { song, cameIn, replacement } = await mediaProbe.takeOut(path, 'a server', never, 360);
    expect([cameIn, song.container, song.codec, replacement]).toEqual(['WMA', 'WMA', 'FLAC', null]);
    expect(song.durationMs / 1_000).toBeCloseTo(1_500, -1);
    const part = { startSeconds: 1_100, seconds: 360 };
    const cut = await mediaProbe.cut(path, part, 'a server', never);
    expect([cut.song.container, cut.song.codec, cut.song.durationMs]).toEqual(['FLAC', 'FLAC', 360_000]);
    expect((await stat(cut.path)).size).toBeLessThan(40_000_000);
    expect(await isSilent(await readFile(cut.path), () => false)).toBe(false);
    await rm(cut.path);
  });

  it('refuses by name what that cannot read either, or where it is not there, and leaves nothing', async () => {
    const path = await keep('broken.caf', Buffer.from('caff and nothing else'));
    const refusal = { text: { key: 'song.unreadFormat', params: { format: 'CAF' } } };
    for (const program of ['ffmpeg', '/no/such/program']) {
      open({ ffmpeg: program });
      await expect(mediaProbe.takeOut(path, 'a server', never)).rejects.toMatchObject(refusal);
      expect((await readdir(join(folder, 'sounds'))).filter((name) => name.endsWith('sound'))).toEqual([]);
    }
  });

  it('does not let it open other files, however a file asks for that', async () => {
    const list = Buffer.from(`#EXTM3U\n#EXTINF:6,\nfile://${await keep('other.wav', createWave({ seconds: 7 }))}\n`);
    const path = await keep('list.caf', list);
    const decoder = createSystemFfmpeg({ program: 'ffmpeg' });
    await using output = await openFile(join(folder, 'output'), 'w');
    const wanted = { part: { startSeconds: 0, seconds: 60 }, quality: 'full' } as const;
    expect(await decoder.decode(path, output.fd, 'a server', never, wanted)).toBe(false);
    open();
  });
});

describe('the mediaProbe, given a hostile file,', () => {
  it('is not slowed by a song that is far too long', async () => {
    open({ maximumSeconds: 10 });
    const path = await keep('long', createMp3({ seconds: 3_000, kbps: [32] }));
    expect((await mediaProbe.probe(path, never)).durationMs).toBeGreaterThanOrEqual(10_000);
  });

  it.each<[string, () => Buffer]>([
    ['20 MB of atoms', () => createManyAtoms({ megabytes: 20 })],
    ['20 MB of WAV chunks', () => createManyWaveChunks({ megabytes: 20 })],
    ['200 000 nested atoms', () => createNestedAtoms({ depth: 200_000 })],
  ])('calls it damaged: %s', async (_, create) => {
    open();
    expect(await textOf(await keep('hostile', create()))).toEqual({ key: 'song.damaged', params: {} });
  });

  it.each<[string, () => Buffer]>([
    ['45 MB of padding for a tag', () => createPaddedId3({ megabytes: 45 })],
    ['20 MB of tiny tags', () => createManyId3Frames({ megabytes: 20 })],
  ])('ends with the worker whose memory is full, and probes the next file: %s', async (_, create) => {
    // Time enough, so that it is the memory that ends it on a busy machine too.
    open({ heapMegabytes: 40, workers: 1, cpuMs: 30_000 });
    const hostile = await keep('hostile', create());
    const song = await keep('song', wave);
    const [text, probed] = await Promise.all([textOf(hostile), mediaProbe.probe(song, never)]);
    expect(text).toEqual({ key: 'song.damaged', params: {} });
    expect(probed.durationMs).toBe(1_500);
    expect(lines.join()).toContain('it ended by');
  });

  // Only Linux tells how much memory another process takes.
  it.runIf(process.platform === 'linux')('ends with a worker that takes too much memory', async () => {
    open({ memoryMegabytes: 200, cpuMs: 20_000 });
    const huge = await keep('huge', createPaddedId3({ megabytes: 45 }));
    expect(await textOf(huge)).toMatchObject({ key: 'song.damaged' });
    expect(lines.join()).toContain('too much memory');
  });

  it('ends with the worker whose time is over, and probes the next file', async () => {
    open({ cpuMs: 2_000, heapMegabytes: 2_000, memoryMegabytes: 2_000, workers: 1 });
    const hostile = await keep(
      'hostile',
      Buffer.concat([await createM4a({ seconds: 6 }), createManyAtoms({ megabytes: 30 })]),
    );
    const song = await keep('song', wave);
    const [text, probed] = await Promise.all([textOf(hostile), mediaProbe.probe(song, never)]);
    expect(text).toEqual({ key: 'song.damaged', params: {} });
    expect(probed.durationMs).toBe(1_500);
    expect(lines.join()).toContain('outOfTime');
  });

  it('does not blame a song for a machine that is too busy', async () => {
    open({ timeoutMs: 0 });
    expect(await textOf(await keep('song', wave))).toEqual({ key: 'busy.songs', params: {} });
  });

  it('outlives a tag of a few bytes that makes a parser ask for more memory at once than it may have', async () => {
    open({ heapMegabytes: 40 });
    const text = await textOf(await keep('hostile', createOggTagBomb()));
    expect(text).toMatchObject({ key: expect.stringMatching(/^song\.(damaged|notAudio)$/) });
  });
});
