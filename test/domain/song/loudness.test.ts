import { describe, expect, it } from 'vitest';
import { gainTowards, stepsTowards } from '../../../src/domain/song/loudness.ts';

const STEP = 1.505;

describe('how much louder or quieter a sound is made', () => {
  it.each([
    // As loud as others, where its highest swing allows it.
    [{ lufs: -9.2, truePeakDb: 0.4 }, -3],
    [{ lufs: -14.4, truePeakDb: -2 }, 0],
    [{ lufs: -20, truePeakDb: -12 }, 4],
    // As far as it does.
    [{ lufs: -20, truePeakDb: -4.2 }, 2],
    [{ lufs: -14, truePeakDb: -0.2 }, -1],
    [{ lufs: -30, truePeakDb: -1 }, 0],
  ])('%j: %i steps', (sound, steps) => {
    expect(stepsTowards(-14, sound, STEP)).toBe(steps);
    expect(sound.truePeakDb + steps * STEP).toBeLessThanOrEqual(-1);
  });

  it('is exact where it is encoded anyway', () => {
    expect(gainTowards(-14, { lufs: -9.2, truePeakDb: 0.4 })).toBeCloseTo(-4.8);
    expect(gainTowards(-14, { lufs: -20, truePeakDb: -4.2 })).toBeCloseTo(3.2);
  });
});
