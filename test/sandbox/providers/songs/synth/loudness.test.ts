import { describe, expect, it } from 'vitest';
import { integratedLoudness } from '../../../../../src/sandbox/providers/songs/synth/loudness.ts';

/** In dB below full scale. */
const sine = (sampleRate: number, seconds: number, decibels: number, hertz = 1_000) =>
  Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, index) => 10 ** (decibels / 20) * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
const both = (samples: Float32Array) => [samples, samples];

/** The signals of EBU Tech 3341 for a meter by BS.1770; each is to be measured to within 0.1 LU. */
describe('the loudness of a song', () => {
  it.each([48_000, 44_100, 22_050])('is −23 LUFS for a sine of −23 dB in both channels, at %i Hz', (sampleRate) => {
    expect(integratedLoudness(both(sine(sampleRate, 20, -23)), sampleRate)).toBeCloseTo(-23, 1);
  });

  it('is −33 LUFS for a sine of −33 dB', () => {
    expect(integratedLoudness(both(sine(48_000, 20, -33)), 48_000)).toBeCloseTo(-33, 1);
  });

  it('is 3 LU less for one channel alone', () => {
    expect(integratedLoudness([sine(48_000, 20, -23)], 48_000)).toBeCloseTo(-26, 1);
  });

  it('leaves out what is much softer than the rest', () => {
    const parts = [sine(48_000, 10, -36), sine(48_000, 60, -23), sine(48_000, 10, -36)];
    expect(integratedLoudness(both(joined(parts)), 48_000)).toBeCloseTo(-23, 1);
  });

  it('leaves out silence', () => {
    const parts = [sine(48_000, 10, -72), sine(48_000, 10, -36), sine(48_000, 60, -23), sine(48_000, 10, -72)];
    expect(integratedLoudness(both(joined(parts)), 48_000)).toBeCloseTo(-23, 1);
  });

  it('hears less of a deep sound than of a bright one', () => {
    const of = (hertz: number) => integratedLoudness(both(sine(48_000, 5, -20, hertz)), 48_000);
    expect(of(30)).toBeLessThan(of(1_000) - 3);
    expect(of(8_000)).toBeGreaterThan(of(1_000) + 3);
  });

  it('is none for silence, and for less than 0.4 seconds', () => {
    expect(integratedLoudness(both(new Float32Array(48_000)), 48_000)).toBe(-Infinity);
    expect(integratedLoudness(both(sine(48_000, 0.3, -20)), 48_000)).toBe(-Infinity);
    expect(integratedLoudness([], 48_000)).toBe(-Infinity);
  });
});

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
