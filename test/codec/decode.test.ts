import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { ffmpeg, hasFfmpeg } from '../fixtures/audio/ffmpeg.ts';
import { mp3Frame } from '../fixtures/audio/mp3.ts';
import { chunk } from '../fixtures/audio/wave.ts';
import { amountOf, makeTones, makeWav } from './sounds.ts';

const fixture = async (name: string) => new Uint8Array(await readFile(new URL(`./fixtures/${name}`, import.meta.url)));
const settings = { bitrateKbps: 128, sampleRate: 44_100, channels: 2 } as const;

describe('decoding WAV', () => {
  const song = makeTones({ seconds: 0.3, hertz: [440, 660] });

  it.each([
    { bits: 8 },
    { bits: 16 },
    { bits: 24 },
    { bits: 32 },
    { bits: 32, isFloat: true },
    { bits: 16, isExtensible: true },
    { bits: 24, isExtensible: true },
    { bits: 32, isFloat: true, isExtensible: true },
  ] as const)('gives back the samples of $bits bit (float: $isFloat, extensible: $isExtensible)', async (flavour) => {
    const decoded = await decodeAudio(makeWav(song, flavour));
    expect(decoded.sampleRate).toBe(44_100);
    expect(decoded.channels).toHaveLength(2);
    const step = flavour.bits === 8 ? 0.02 : 0.0001;
    for (const [index, channel] of decoded.channels.entries()) {
      const original = song.channels[index] ?? new Float32Array();
      expect(channel).toHaveLength(original.length);
      const furthest = channel.reduce((most, value, at) => Math.max(most, Math.abs(value - (original[at] ?? 0))), 0);
      expect(furthest).toBeLessThan(step);
    }
  });

  it('reads mono at an unusual rate', async () => {
    const decoded = await decodeAudio(
      makeWav(makeTones({ seconds: 0.2, sampleRate: 11_025, hertz: [300] }), { bits: 16 }),
    );
    expect(decoded.sampleRate).toBe(11_025);
    expect(decoded.channels.map((channel) => channel.length)).toEqual([2_205]);
  });

  it('does not take it for MP3 because of bytes that look so', async () => {
    const file = Buffer.from(makeWav(song, { bits: 16 }));
    const junk = chunk('junk', Buffer.concat(Array.from({ length: 6 }, () => mp3Frame(128))));
    const mixed = Buffer.concat([file.subarray(0, 12), junk, file.subarray(12)]);
    mixed.writeUInt32LE(mixed.length - 8, 4);
    const { channels } = await decodeAudio(mixed);
    expect(channels[0]).toHaveLength(song.channels[0]?.length ?? 0);
  });

  it('calls a codec that it does not know unsupported', async () => {
    await expect(decodeAudio(await fixture('adpcm.wav'))).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('decoding FLAC', () => {
  it.each([
    'flac-192000hz-by-ffmpeg.flac',
    'flac-44000hz-by-ffmpeg.flac',
  ])('knows rates in whole kilohertz: %s', async (name) => {
    const bytes = await readFile(new URL(`../fixtures/audio/corpus/${name}`, import.meta.url));
    const { sampleRate, channels } = await decodeAudio(bytes);
    expect((channels[0]?.length ?? 0) / sampleRate).toBeCloseTo(7, 2);
  });
});

describe('decoding MP3', () => {
  it('of a variable bitrate cuts delay and padding away', async () => {
    const { sampleRate, channels } = await decodeAudio(await fixture('variable.mp3'));
    expect(sampleRate).toBe(48_000);
    expect(channels.map((channel) => channel.length)).toEqual([19_200, 19_200]);
  });
});

describe('decoding Opus', () => {
  it('is exact to the sample and keeps the channels apart', async () => {
    const { sampleRate, channels } = await decodeAudio(await fixture('stereo.opus'));
    expect(sampleRate).toBe(48_000);
    expect(channels.map((channel) => channel.length)).toEqual([57_600, 57_600]);
    const [left = new Float32Array(), right = left] = channels;
    expect(amountOf(left, 440, 48_000)).toBeGreaterThan(0.4);
    expect(amountOf(right, 660, 48_000)).toBeGreaterThan(0.4);
    expect(amountOf(left, 660, 48_000)).toBeLessThan(0.05);
  });

  it('reads surround sound', async () => {
    const { channels } = await decodeAudio(await fixture('surround.opus'));
    expect(channels).toHaveLength(6);
    expect(channels[0]).toHaveLength(24_000);
  });
});

describe('decoding what is not whole', () => {
  const song = makeTones({ seconds: 2, hertz: [440, 660] });

  it.each(['mp3', 'wav', 'flac', 'ogg'] as const)('gives about half of a %s file cut in half', async (format) => {
    const file = await encodeAudio(song, { ...settings, format });
    const { channels, sampleRate } = await decodeAudio(file.subarray(0, file.length / 2));
    const seconds = (channels[0]?.length ?? 0) / sampleRate;
    expect(seconds).toBeGreaterThan(0.4);
    expect(seconds).toBeLessThan(1.4);
  });

  it('gives what is left of an Opus file that was cut off', async () => {
    const file = await fixture('stereo.opus');
    const { channels } = await decodeAudio(file.subarray(0, file.length * 0.9));
    expect(channels[0]?.length).toBeGreaterThan(24_000);
  });

  it('calls a file whose sound is overwritten damaged', async () => {
    const file = await encodeAudio(song, { ...settings, format: 'flac' });
    await expect(decodeAudio(file.fill(0, 200))).rejects.toMatchObject({ name: 'DecodeError', code: 'damaged' });
  });

  it('calls a WAV without a sample damaged', async () => {
    const empty = makeWav({ sampleRate: 44_100, channels: [new Float32Array()] }, { bits: 16 });
    await expect(decodeAudio(empty)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('ends with samples or a DecodeError whatever is overwritten', async () => {
    for (const format of ['mp3', 'wav', 'flac', 'ogg'] as const) {
      const file = await encodeAudio(makeTones({ seconds: 0.5, hertz: [440] }), { ...settings, format, channels: 1 });
      for (let round = 1; round <= 4; round++) {
        const broken = file.slice();
        for (let place = round * 37; place < broken.length; place += 1_009 - 53 * round)
          broken[place] = (place * round) % 256;
        const outcome = await decodeAudio(broken).then(
          () => 'decoded',
          (error: Error) => error.name,
        );
        expect(['decoded', 'DecodeError']).toContain(outcome);
      }
    }
  });
});

describe('decoding what is in M4A', () => {
  it.each([
    ['song.m4a', 0.4],
    ['song.aac', 0.427],
    ['alac.m4a', 0.03],
  ])('makes of %s as much sound as it holds', async (name, seconds) => {
    const { sampleRate, channels } = await decodeAudio(await fixture(name));
    expect((channels[0]?.length ?? 0) / sampleRate).toBeCloseTo(seconds, 2);
    expect(Math.max(...(channels[0] ?? []))).toBeGreaterThan(0.01);
  });
});

describe.runIf(hasFfmpeg)('decoding the sound of a film', () => {
  it.each([
    ['mp3', 'mp4'],
    ['mp3', 'mkv'],
    ['vorbis', 'mkv'],
    ['vorbis', 'webm'],
    ['opus', 'webm'],
    ['aac', 'mp4'],
  ])('is of the same sound: %s in %s', async (codec, container) => {
    const folder = await mkdtemp(join(tmpdir(), 'coverband-'));
    const path = join(folder, `film.${container}`);
    const encoders = { mp3: 'libmp3lame', vorbis: 'libvorbis', opus: 'libopus', aac: 'aac' } as const;
    const encoder = encoders[codec as keyof typeof encoders];
    const sources = ['testsrc=d=4:s=64x64:r=5', 'sine=f=500:d=4:r=48000'].flatMap((one) => ['-f', 'lavfi', '-i', one]);
    await ffmpeg(...sources, '-c:v', container === 'webm' ? 'libvpx' : 'mpeg4', '-c:a', encoder, path);
    const { sampleRate, channels } = await decodeAudio(await readFile(path));
    await rm(folder, { recursive: true });
    expect((channels[0]?.length ?? 0) / sampleRate).toBeCloseTo(4, 0);
    expect(amountOf(channels[0] ?? new Float32Array(), 500, sampleRate)).toBeGreaterThan(0.08);
  });
});

describe('decoding what is no music to us', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(50_000)],
    ['noise', Uint8Array.from({ length: 50_000 }, (_, index) => (index * index * 31 + (index >> 3) * 7) % 251)],
    ['text', new TextEncoder().encode('<!doctype html><title>Not found</title>'.repeat(200))],
    ['bytes of ones', new Uint8Array(50_000).fill(0xff)],
  ])('calls %s unsupported', async (_, bytes) => {
    await expect(decodeAudio(bytes)).rejects.toMatchObject({ name: 'DecodeError', code: 'unsupported' });
  });
});

describe('the limit on length', () => {
  const song = makeTones({ seconds: 1, hertz: [440] });

  it.each([
    'mp3',
    'wav',
    'flac',
    'ogg',
  ] as const)('refuses a longer %s file and takes a shorter one', async (format) => {
    const file = await encodeAudio(song, { ...settings, channels: 1, format });
    await expect(decodeAudio(file, { maximumSeconds: 0.9 })).rejects.toMatchObject({ code: 'tooLong' });
    await expect(decodeAudio(file, { maximumSeconds: 1.1 })).resolves.toMatchObject({ sampleRate: 44_100 });
  });
});

describe('the limit on channels', () => {
  it('refuses more and takes as many', async () => {
    const file = await fixture('surround.opus');
    await expect(decodeAudio(file, { maximumChannels: 5 })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(decodeAudio(file, { maximumChannels: 6 })).resolves.toMatchObject({ sampleRate: 48_000 });
  });
});
