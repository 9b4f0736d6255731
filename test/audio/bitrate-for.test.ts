import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitrateFor } from '../../src/audio/bitrate-for.ts';

const bitrates = [48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
/** The longest frames of MP3 are 576 samples at 8 kHz; the header, LAME's delay and its padding make at most four. */
const bytesOf = (seconds: number, kbps: number) => kbps * 125 * (seconds + (4 * 576) / 8_000);

describe('bitrateFor', () => {
  it('takes the best there is for three minutes in 10 MB, and what fits for more', () => {
    expect(bitrateFor(180, 10_000_000)).toBe(320);
    expect(bitrateFor(360, 10_000_000)).toBe(192);
    expect(bitrateFor(360, 5_000_000)).toBe(96);
  });

  it('gives up where it would be under 48 kbit/s', () => {
    expect(bitrateFor(360, 48 * 125 * 361)).toBe(48);
    expect(bitrateFor(360, 48 * 125 * 360)).toBeUndefined();
    expect(bitrateFor(1, 0)).toBeUndefined();
    expect(bitrateFor(Number.NaN, 1_000_000)).toBeUndefined();
  });

  it('steps down to the next below', () => {
    expect(bitrateFor(180, 10_000_000, 320)).toBe(256);
    expect(bitrateFor(180, 10_000_000, 48)).toBeUndefined();
  });

  it('never promises more than fits, and wastes less than one step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 900, noNaN: true }), fc.nat(30_000_000), (seconds, maximumBytes) => {
        const kbps = bitrateFor(seconds, maximumBytes) ?? 0;
        expect(bytesOf(seconds, kbps)).toBeLessThanOrEqual(maximumBytes);
        const next = bitrates.find((bitrate) => bitrate > kbps);
        if (next) expect(bytesOf(seconds + 0.05, next)).toBeGreaterThan(maximumBytes);
      }),
      { numRuns: 300 },
    );
  });
});
