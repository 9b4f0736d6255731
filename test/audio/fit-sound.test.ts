import { describe, expect, it } from 'vitest';
import { type FitOptions, fitSound } from '../../src/audio/fit-sound.ts';
import { soundFor } from '../../src/audio/sound-for.ts';
import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import { amountOf, makeTones, makeWav } from '../codec/sounds.ts';

const limits = { maximumSeconds: 60, maximumChannels: 8 };
const song = makeTones({ seconds: 2, hertz: [440, 660] });
const fitted = async (bytes: Uint8Array, maximumBytes: number, within = limits, more: Partial<FitOptions> = {}) =>
  (await fitSound(bytes, { maximumBytes, maximumKbps: 320, lufs: null, ...more }, within))?.bytes;
const settings = { bitrateKbps: 192, sampleRate: 44_100, channels: 2 } as const;

describe('fitting', () => {
  it.each(['mp3', 'wav', 'flac', 'ogg'] as const)('%s keeps its length, channels and tones', async (format) => {
    const mp3 = await fitted(await encodeAudio(song, { ...settings, format }), 40_000);
    if (!mp3) throw new Error('nothing was made');
    expect(mp3.length).toBeLessThanOrEqual(40_000);
    expect((mp3.length * 8) / 2_000).toBeGreaterThan(128);
    const { channels, sampleRate } = await decodeAudio(mp3);
    expect(channels.map((channel) => channel.length)).toEqual([88_200, 88_200]);
    expect(amountOf(channels[0]?.subarray(0, 20_000) ?? new Float32Array(), 440, sampleRate)).toBeCloseTo(0.5, 1);
    expect(amountOf(channels[1]?.subarray(0, 20_000) ?? new Float32Array(), 660, sampleRate)).toBeCloseTo(0.5, 1);
  });

  it.each([
    { sampleRate: 96_000, bits: 24, expected: 48_000 },
    { sampleRate: 88_200, bits: 16, expected: 44_100 },
    { sampleRate: 22_050, bits: 8, expected: 22_050 },
    { sampleRate: 11_000, bits: 16, expected: 11_025 },
  ] as const)('brings $sampleRate Hz to $expected Hz and keeps the length', async ({ sampleRate, bits, expected }) => {
    const wav = makeWav(makeTones({ seconds: 0.8, sampleRate, hertz: [300] }), { bits });
    const mp3 = await fitted(wav, 1_000_000);
    const decoded = await decodeAudio(mp3 ?? new Uint8Array());
    expect(decoded.sampleRate).toBe(expected);
    expect(decoded.channels.map((channel) => channel.length / expected)).toEqual([expect.closeTo(0.8, 3)]);
  });

  it('never exceeds the size, down to the smallest that is worth listening to', async () => {
    const wav = makeWav(song, { bits: 16 });
    const sizes = [100_000, 50_000, 23_500, 18_700, 14_000];
    for (const maximumBytes of sizes) {
      const mp3 = await fitted(wav, maximumBytes);
      expect(mp3?.length).toBeLessThanOrEqual(maximumBytes);
      expect(mp3?.length).toBeGreaterThan(maximumBytes * 0.7);
    }
    expect(await fitted(wav, 13_000)).toBeUndefined();
  });

  it('refuses what it cannot decode, what is too long and what has too many channels', async () => {
    const wav = makeWav(song, { bits: 16 });
    await expect(fitted(new TextEncoder().encode('no song '.repeat(1_000)), 1_000_000)).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(fitted(wav, 1_000_000, { ...limits, maximumSeconds: 1 })).rejects.toMatchObject({ code: 'tooLong' });
    await expect(fitted(wav, 1_000_000, { ...limits, maximumChannels: 1 })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('soundFor', () => {
  it('gives up width and the highest tones where a bitrate does not hold them', () => {
    const source = { sampleRate: 48_000, channels: 6 };
    expect(soundFor(192, source)).toEqual({ sampleRate: 48_000, channels: 2 });
    expect(soundFor(80, source)).toEqual({ sampleRate: 32_000, channels: 2 });
    expect(soundFor(64, source)).toEqual({ sampleRate: 48_000, channels: 1 });
    expect(soundFor(48, source)).toEqual({ sampleRate: 32_000, channels: 1 });
  });

  it('adds nothing to a sound that has less', () => {
    expect(soundFor(320, { sampleRate: 22_050, channels: 1 })).toEqual({ sampleRate: 22_050, channels: 1 });
    expect(soundFor(48, { sampleRate: 8_000, channels: 2 })).toEqual({ sampleRate: 8_000, channels: 1 });
  });
});
