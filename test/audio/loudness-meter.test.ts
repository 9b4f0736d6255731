import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLoudnessMeter } from '../../src/audio/loudness-meter.ts';
import type { PcmAudio } from '../../src/codec/pcm.ts';
import { makeTones, makeWav } from '../codec/sounds.ts';
import { hasFfmpeg, loudnessOf } from '../support/ffmpeg.ts';

function measured({ sampleRate, channels }: PcmAudio, pieceLength = 10_000) {
  const meter = createLoudnessMeter(sampleRate);
  const length = channels[0]?.length ?? 0;
  for (let at = 0; at < length; at += pieceLength) {
    meter.add(channels.map((channel) => channel.subarray(at, at + pieceLength)));
  }
  return meter.read();
}

const scaled = ({ sampleRate, channels }: PcmAudio, factorAt: (second: number) => number): PcmAudio => ({
  sampleRate,
  channels: channels.map((channel) => channel.map((value, at) => value * factorAt(at / sampleRate))),
});

const tone = (seconds: number, hertz: readonly number[], sampleRate = 48_000) =>
  makeTones({ seconds, sampleRate, hertz });

/** Noise that is the same each time. */
function noise(seconds: number, sampleRate: number): PcmAudio {
  let state = 1;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  };
  const channels = [0, 1].map(() => Float32Array.from({ length: seconds * sampleRate }, () => next() * 0.4));
  return { sampleRate, channels };
}

describe('loudness', () => {
  it('of a tone of 997 Hz in one channel at full scale is that of the standard', () => {
    const full = scaled(tone(5, [997]), () => 2);
    expect(measured(full)?.lufs).toBeCloseTo(-3.01, 1);
    expect(measured(full)?.truePeakDb).toBeCloseTo(0, 1);
  });

  it('leaves out pauses, and what is much quieter than the rest', () => {
    const loud = measured(tone(10, [997, 997]))?.lufs ?? 0;
    const withPause = scaled(tone(20, [997, 997]), (second) => (second < 10 ? 1 : 0));
    const withQuiet = scaled(tone(20, [997, 997]), (second) => (second < 10 ? 1 : 0.1));
    expect(measured(withPause)?.lufs).toBeCloseTo(loud, 0);
    expect(measured(withQuiet)?.lufs).toBeCloseTo(loud, 0);
  });

  it('is the same however the sound comes, and sees what swings between samples', () => {
    // A quarter of the sample rate, whose samples all miss its highest points.
    const between: PcmAudio = {
      sampleRate: 48_000,
      channels: [
        Float32Array.from({ length: 96_000 }, (_, at) => Math.SQRT1_2 * Math.sin(Math.PI / 4 + (at * Math.PI) / 2)),
      ],
    };
    expect(Math.max(...(between.channels[0] ?? []))).toBeCloseTo(0.5, 3);
    // Twice as high a swing begins and ends with the sound.
    const faded = scaled(between, (second) => Math.min(1, second * 10, (2 - second) * 10));
    expect(measured(faded)?.truePeakDb).toBeCloseTo(-3.01, 1);
    const [one, other] = [measured(noise(3, 44_100), 1_000), measured(noise(3, 44_100), 77_777)];
    expect(one?.lufs).toBeCloseTo(other?.lufs ?? 0, 6);
    expect(one?.truePeakDb).toBeCloseTo(other?.truePeakDb ?? 0, 6);
  });

  it('is none of silence, of nothing, and of less than a block; what is not a number is silence', () => {
    expect(measured(scaled(tone(2, [440]), () => 0))).toBeUndefined();
    expect(measured(tone(0.3, [440]))).toBeUndefined();
    expect(createLoudnessMeter(44_100).read()).toBeUndefined();
    const odd = tone(2, [440]);
    odd.channels[0]?.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 20_000);
    expect(Number.isFinite(measured(odd)?.lufs ?? 0)).toBe(true);
  });

  it.runIf(hasFfmpeg).each([
    ['a tone', tone(6, [997, 440])],
    ['noise at 44,100 Hz', noise(6, 44_100)],
    ['noise at 22,050 Hz', noise(6, 22_050)],
    ['noise at 96,000 Hz', noise(6, 96_000)],
    ['mono', tone(6, [300])],
    ['what grows', scaled(noise(12, 48_000), (second) => 0.01 + second / 12)],
  ])('is what FFmpeg says: %s', async (_, sound) => {
    const folder = await mkdtemp(join(tmpdir(), 'coverband-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'sound.wav');
    await writeFile(path, makeWav(sound, { bits: 32, isFloat: true }));
    const judged = loudnessOf(path);
    expect(Math.abs((measured(sound)?.lufs ?? 0) - judged.lufs)).toBeLessThan(0.1);
    expect(Math.abs((measured(sound)?.truePeakDb ?? 0) - judged.truePeakDb)).toBeLessThan(0.3);
  });
});
