import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likelyTime } from '../../src/locales/format.ts';

const within = (medianMs: number, ninetiethMs: number, samples = 20) => likelyTime({ medianMs, ninetiethMs, samples });

describe('likelyTime', () => {
  it.each([
    [130_000, 230_000, '2–4 min: half finish in 2:10, nine in ten in 3:50'],
    [119_000, 121_000, '1–3 min: half finish in 1:59, nine in ten in 2:01'],
    [121_000, 179_000, '2–3 min: half finish in 2:01, nine in ten in 2:59'],
    [50_000, 100_000, '1–2 min: half finish in 0:50, nine in ten in 1:40'],
    [33_000, 71_000, '30–75 s: half finish in 0:33, nine in ten in 1:11'],
    [1_000, 2_000, '5 s: half finish in 0:01, nine in ten in 0:02'],
    [90_000, 90_000, 'about 1½ minutes'],
    [90_100, 89_900, 'about 1½ minutes'],
    [0, 0, 'about 10 seconds'],
  ])('of %i and %i ms is %s', (medianMs, ninetiethMs, words) => {
    expect(within(medianMs, ninetiethMs)).toBe(words);
  });

  it('calls an estimate by its name', () => {
    expect(within(75_000, 150_000, 0)).toBe('1–3 min, which is an estimate: none has been timed yet');
    expect(within(90_000, 90_000, 0)).toBe('about 1½ minutes, which is an estimate: none has been timed yet');
  });

  it('never promises more than was timed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3_600_000 }), fc.nat({ max: 3_600_000 }), (medianMs, moreMs) => {
        const words = within(medianMs, medianMs + moreMs);
        const [, from, to, unit] = /^(?:(\d+)–)?(\d+) (s|min)/.exec(words) ?? [];
        if (to === undefined) return;
        const unitMs = unit === 's' ? 1_000 : 60_000;
        const least = unit === 's' ? 5 : 1;
        expect(Number(to) * unitMs).toBeGreaterThanOrEqual(medianMs + moreMs);
        expect(Number(from ?? to)).toBeLessThanOrEqual(Math.max(least, medianMs / unitMs));
      }),
      { numRuns: 200 },
    );
  });
});
