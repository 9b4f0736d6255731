import { describe, expect, it } from 'vitest';
import { bestPartOf } from '../../src/audio/best-part.ts';

/** Mean powers of tenths of seconds, from pairs of seconds and level. */
const powers = (...stretches: readonly (readonly [seconds: number, power: number])[]) =>
  stretches.flatMap(([seconds, power]) => Array.from({ length: seconds * 10 }, () => power));

describe('the best part of a song', () => {
  it('is its loudest window, from the pause before it on', () => {
    expect(bestPartOf(powers([60, 0.01], [1, 0], [40, 0.3], [60, 0.01]), 40)).toBeCloseTo(60.2, 0);
  });

  it('is not the one with the loudest moment', () => {
    expect(bestPartOf(powers([20, 0.001], [1, 1], [30, 0.001], [1, 0], [40, 0.2]), 40)).toBeGreaterThan(45);
  });

  it('begins at the beginning where there is no more than that, and where all is alike', () => {
    expect(bestPartOf(powers([30, 0.1]), 40)).toBe(0);
    expect(bestPartOf(powers([60, 0]), 40)).toBe(0);
  });
});
