import { describe, expect, it } from 'vitest';
import { hashesOf, rootOf } from '../../../src/domain/lineage.ts';
import { isCutQuietly, partLimitOf, readTime } from '../../../src/domain/song/part-of-song.ts';
import { aDraft, aReference } from '../../support/build-job.ts';
import { modelOf } from '../../support/model-of.ts';

const model = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
const longer = { ...model, id: 'longer', reference: { ...model.reference, maximumSeconds: 600 } };
const { maximumSeconds } = model.reference;
const lasting = (seconds: number, more = {}) => ({
  reference: aReference({ durationMs: seconds * 1_000, ...more }),
  voice: null,
  instrumental: null,
});

describe('the part of a song that a model takes', () => {
  it('is all of it where that is short enough for one of them', () => {
    expect(partLimitOf([model], aDraft({}), lasting(maximumSeconds))).toBeNull();
    expect(partLimitOf([model, longer], aDraft({}), lasting(500))).toBeNull();
  });

  it('is as long as the first of them takes where it is too long for all', () => {
    expect(partLimitOf([model, longer], aDraft({}), lasting(1_500))).toBe(maximumSeconds);
  });

  it('is without the last packets where it is half a second over, and nobody is told', () => {
    expect(partLimitOf([model, longer], aDraft({}), lasting(maximumSeconds + 0.4))).toBe(maximumSeconds);
    expect(isCutQuietly({ durationMs: (maximumSeconds + 0.4) * 1_000 }, maximumSeconds)).toBe(true);
    expect(isCutQuietly({ durationMs: (maximumSeconds + 0.6) * 1_000 }, maximumSeconds)).toBe(false);
  });

  it('is none of a kind of sound that none of them takes', () => {
    expect(partLimitOf([model], aDraft({}), lasting(1_500, { container: 'XYZ', codec: 'XYZ' }))).toBeNull();
  });

  it('is looked for by what its sound will be in, where that is in a film', () => {
    expect(partLimitOf([model], aDraft({}), lasting(1_500, { container: 'MKV', codec: 'MP3' }))).toBe(maximumSeconds);
    expect(partLimitOf([model], aDraft({}), lasting(1_500, { container: 'WMA', codec: 'FLAC' }))).toBe(maximumSeconds);
  });
});

describe('a part of a song', () => {
  it('is known by the song that it was cut from', () => {
    const reference = aReference({
      hash: 'part',
      soundHash: 'part sound',
      cutFrom: { hash: 'whole', soundHash: 'whole sound', startMs: 0, durationMs: 1_500_000 },
    });
    const hashes = ['part', 'part sound', 'whole', 'whole sound'];
    expect(hashesOf([reference])).toEqual(hashes);
    expect(hashesOf([rootOf({ lineage: null, reference, voice: null, instrumental: null })])).toEqual(hashes);
  });
});

describe('a time that somebody writes', () => {
  it.each([
    ['2:30', 150],
    [' 0:05 ', 5],
    ['1:02:30', 3_750],
    ['90', 90],
    ['12.30', 750],
  ])('%s is so many seconds', (written, seconds) => {
    expect(readTime(written)).toBe(seconds);
  });

  it.each(['soon', '', '2:75', '-1', '1:2:3:4'])('%s is none', (written) => {
    expect(readTime(written)).toBeUndefined();
  });
});
