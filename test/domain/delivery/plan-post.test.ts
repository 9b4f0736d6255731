import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTake } from '../../../src/domain/delivery/plan-post.ts';

const MIB = 1024 * 1024;
/** What our tags may add to a take. */
const TAGS = 192 * 1024;
const formats = ['mp3', 'ogg', 'wav', 'flac'] as const;

describe('what of a take goes into a message', () => {
  it('is the take as it came where it plays and fits', () => {
    expect(planTake({ sizeBytes: 8 * MIB, format: 'mp3' }, 1, 20 * MIB)).toMatchObject({
      original: true,
      mp3Bytes: null,
    });
    expect(planTake({ sizeBytes: 8 * MIB, format: 'ogg' }, 3, 20 * MIB)).toMatchObject({
      original: true,
      mp3Bytes: null,
    });
  });

  it('is an MP3 within the limit where it does not fit', () => {
    expect(planTake({ sizeBytes: 21 * MIB, format: 'mp3' }, 1, 20 * MIB)).toMatchObject({
      original: false,
      mp3Bytes: 20 * MIB,
    });
    expect(planTake({ sizeBytes: 9 * MIB, format: 'ogg' }, 3, 20 * MIB)).toMatchObject({
      original: false,
      mp3Bytes: 8 * MIB,
    });
  });

  it('is a lossless take with an MP3 beside it, each within its share', () => {
    expect(planTake({ sizeBytes: 15 * MIB, format: 'flac' }, 1, 20 * MIB)).toMatchObject({
      original: true,
      mp3Bytes: 9 * MIB - TAGS,
    });
    expect(planTake({ sizeBytes: 20 * MIB, format: 'wav' }, 1, 20 * MIB)).toMatchObject({
      original: true,
      mp3Bytes: 4 * MIB - TAGS,
    });
  });

  it('leaves a lossless take out where it would leave no room for what plays', () => {
    expect(planTake({ sizeBytes: 23.5 * MIB, format: 'wav' }, 1, 100 * MIB)).toMatchObject({
      original: false,
      mp3Bytes: 24 * MIB,
    });
  });

  it('is nothing where nothing may be sent', () => {
    expect(planTake({ sizeBytes: 5 * MIB, format: 'wav' }, 1, 0)).toMatchObject({ original: false, mp3Bytes: null });
  });

  it('never goes beyond what one file, and what all files together, may have', () => {
    const anyTake = fc.record({
      sizeBytes: fc.integer({ min: 1, max: 120 * MIB }),
      format: fc.constantFrom(...formats),
    });
    fc.assert(
      fc.property(
        anyTake,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 100 * MIB }),
        (take, takes, limit) => {
          const { original, originalBytes, mp3Bytes } = planTake(take, takes, limit);
          const parts = [...(original ? [originalBytes] : []), ...(mp3Bytes === null ? [] : [mp3Bytes])];
          if (original) expect(take.sizeBytes).toBeLessThanOrEqual(originalBytes);
          for (const part of parts) expect(part).toBeLessThanOrEqual(limit);
          expect(takes * parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(24 * MIB);
        },
      ),
    );
  });
});
