import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixdown } from '../../src/codec/mixdown.ts';
import { createResampler, resample } from '../../src/codec/resample.ts';
import { amountOf, makeTones } from './sounds.ts';

describe('resample', () => {
  it.each([
    [44_100, 48_000],
    [48_000, 44_100],
    [44_100, 8_000],
    [8_000, 44_100],
    [44_100, 44_056],
  ])('from %i to %i Hz keeps a tone and the length', (from, to) => {
    const [samples = new Float32Array()] = resample(
      makeTones({ seconds: 0.5, sampleRate: from, hertz: [1_000] }),
      to,
    ).channels;
    expect(samples).toHaveLength(Math.round(0.5 * to));
    expect(amountOf(samples, 1_000, to)).toBeCloseTo(0.5, 2);
  });

  it('takes away what the new rate cannot hold instead of folding it down', () => {
    const [samples = new Float32Array()] = resample(makeTones({ seconds: 0.5, hertz: [6_000] }), 8_000).channels;
    expect(Math.max(...samples.subarray(500, 3_500).map(Math.abs))).toBeLessThan(0.001);
  });
});

describe('resampling piece by piece', () => {
  const song = makeTones({ seconds: 0.05, sampleRate: 44_100, hertz: [1_000, 3_000] });

  it('gives the same samples as at once, however the sound is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8_000, 22_050, 44_100, 48_000, 44_056),
        fc.array(fc.integer({ min: 0, max: 2_205 }), { maxLength: 6 }),
        (sampleRate, cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), 2_205];
          const resampler = createResampler(44_100, sampleRate);
          const pieces = places.slice(1).map((end, index) => {
            const piece = song.channels.map((channel) => channel.subarray(places[index], end));
            return resampler(piece, index === places.length - 2);
          });
          const joined = song.channels.map((_, channel) => pieces.flatMap((piece) => [...(piece[channel] ?? [])]));
          expect(joined).toEqual(resample(song, sampleRate).channels.map((channel) => [...channel]));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('mixdown', () => {
  const [left, right, third] = [0.6, 0.2, -0.5].map((value) => new Float32Array(4).fill(value)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];

  it('averages into mono and doubles into stereo', () => {
    expect(mixdown({ sampleRate: 8_000, channels: [left, right] }, 1).channels[0]?.[0]).toBeCloseTo(0.4);
    expect(mixdown({ sampleRate: 8_000, channels: [left] }, 2).channels).toEqual([left, left]);
  });

  it('puts what is more than stereo in both sides', () => {
    const [first, second] = mixdown({ sampleRate: 8_000, channels: [left, right, third] }, 2).channels;
    expect(first?.[0]).toBeCloseTo(0.05);
    expect(second?.[0]).toBeCloseTo(-0.15);
  });
});
