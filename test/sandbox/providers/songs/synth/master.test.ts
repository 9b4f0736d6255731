import { describe, expect, it } from 'vitest';
import { integratedLoudness } from '../../../../../src/sandbox/providers/songs/synth/loudness.ts';
import { master } from '../../../../../src/sandbox/providers/songs/synth/master.ts';
import { createRandom } from '../../../../../src/sandbox/providers/songs/synth/random.ts';
import type { Stereo } from '../../../../../src/sandbox/providers/songs/synth/stereo.ts';
import { truePeak } from '../../../../../src/sandbox/providers/songs/synth/true-peak.ts';

const RATE = 44_100;
const stereo = (length: number, at: (index: number) => number): Stereo => {
  const samples = Float32Array.from({ length }, (_, index) => at(index));
  return { left: samples, right: samples.slice() };
};

describe('the true peak', () => {
  it('lies between the samples where a tone turns there', () => {
    // A quarter of the rate, an eighth of a turn late: every sample is 3 dB below the tone's height.
    const { left } = stereo(RATE, (index) => Math.sin((Math.PI / 2) * index + Math.PI / 4));
    expect(left.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeCloseTo(Math.SQRT1_2, 3);
    expect(truePeak([left.subarray(100, -100)])).toBeGreaterThan(-0.2);
    expect(truePeak([left.subarray(100, -100)])).toBeLessThan(0.3);
  });

  it('is that of the samples for a slow tone, in whichever channel it is', () => {
    const { left } = stereo(RATE, (index) => 0.5 * Math.sin((2 * Math.PI * 100 * index) / RATE));
    expect(truePeak([new Float32Array(RATE), left])).toBeCloseTo(-6.02, 1);
  });
});

describe('a mix that is mastered', () => {
  const random = createRandom(3);
  const mixes: readonly [string, Stereo][] = [
    ['a tone', stereo(2 * RATE, (index) => 0.02 * Math.sin((2 * Math.PI * 440 * index) / RATE))],
    ['noise far above full scale', stereo(2 * RATE, () => 40 * (random() - 0.5))],
    [
      'a beat with much room between',
      stereo(3 * RATE, (index) => Math.exp(-(index % 11_025) / 1_500) * (random() - 0.5)),
    ],
    ['one with an offset', stereo(2 * RATE, (index) => 0.6 + 0.1 * Math.sin((2 * Math.PI * 300 * index) / RATE))],
  ];

  it.each(mixes)('is as loud as every other and keeps below −1 dBTP: %s', (_, mix) => {
    const { left, right } = master(mix, RATE);
    expect(integratedLoudness([left, right], RATE)).toBeCloseTo(-14, 0);
    expect(truePeak([left, right])).toBeLessThan(-1);
  });

  it('stays silent where it was, and is not blown up where there is next to nothing', () => {
    expect(
      truePeak(
        Object.values(
          master(
            stereo(RATE, () => 0),
            RATE,
          ),
        ),
      ),
    ).toBe(-Infinity);
    const click = master(
      stereo(RATE, (index) => (index === 9_000 ? 0.001 : 0)),
      RATE,
    );
    expect(truePeak([click.left, click.right])).toBeLessThan(-1);
  });

  it('is brought up to the ceiling where it is too short to be measured', () => {
    const { left, right } = master(
      stereo(2_000, (index) => 0.01 * Math.sin(index / 10)),
      RATE,
    );
    expect(truePeak([left, right])).toBeCloseTo(-1.5, 0);
  });
});
