import { describe, expect, it } from 'vitest';
import { faultOfDraft, faultOfLength, faultOfSize } from '../../../src/domain/draft/check-draft.ts';
import { aDraft } from '../../support/build-job.ts';
import { modelOf } from '../../support/model-of.ts';

const model = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
const faultKey = (changes: Parameters<typeof aDraft>[0]) => faultOfDraft(aDraft(changes), model)?.key;

describe('faultOfDraft', () => {
  it.each([
    [1, undefined],
    [9, undefined],
    [10, undefined],
    [300, undefined],
    [301, 'style.length'],
  ])('judges a style of %i characters as %s', (length, fault) => {
    expect(faultKey({ style: 'x'.repeat(length) })).toBe(fault);
  });

  it.each([
    null,
    '',
    '   ',
    '\u200b\u200b\u200b',
    '\u2800\u3164 \ufe0f',
    '\u0301'.repeat(20),
  ])('misses a style in %j', (style) => {
    expect(faultKey({ style })).toBe('style.missing');
  });

  it.each([
    [9, 'lyrics.length'],
    [10, undefined],
    [1_000, undefined],
    [1_001, 'lyrics.length'],
  ])('judges lyrics of %i characters as %s', (length, fault) => {
    expect(faultKey({ lyrics: 'x'.repeat(length) })).toBe(fault);
  });

  it('counts characters beyond the basic plane so that either way of counting is met', () => {
    expect(faultKey({ lyrics: '🎸'.repeat(5) })).toBe('lyrics.length');
    expect(faultKey({ style: '🎸'.repeat(10) })).toBeUndefined();
    expect(faultKey({ style: '🎸'.repeat(151) })).toBe('style.length');
  });

  it('says the count in the unit that is counted', () => {
    const fault = (changes: Parameters<typeof aDraft>[0]) => faultOfDraft(aDraft(changes), model)?.params;
    expect(fault({ lyrics: '🎸'.repeat(5) })).toEqual({ length: 5, minimum: 10, maximum: 1_000 });
    expect(fault({ lyrics: '🎸'.repeat(501) })).toEqual({ length: 1_002, minimum: 10, maximum: 1_000 });
    expect(fault({ style: '🎸'.repeat(151) })).toEqual({ length: 302, minimum: 10, maximum: 300 });
  });

  it('does not count what a text hides', () => {
    expect(faultKey({ lyrics: `a${'\u200b'.repeat(20)}` })).toBe('lyrics.length');
    expect(faultKey({ style: `${'x'.repeat(300)}\u202e` })).toBeUndefined();
  });

  it('refuses more takes than one request makes', () => {
    expect(faultKey({ takes: 4 })).toBeUndefined();
    expect(faultKey({ takes: 5 })).toBe('takes.tooMany');
  });

  it.each([
    [-1, 'seed.range'],
    [0, undefined],
    [1_000_000, undefined],
    [1_000_001, 'seed.range'],
  ])('judges the seed %i as %s', (seed, fault) => {
    expect(faultKey({ seed })).toBe(fault);
  });
});

describe('faultOfLength', () => {
  it.each([
    [5_999, 'song.tooShort'],
    [6_000, undefined],
    [360_000, undefined],
    [360_500, undefined],
    [360_501, 'song.tooLong'],
  ])('judges a song of %i ms as %s', (durationMs, fault) => {
    expect(faultOfLength({ durationMs }, model.reference)?.key).toBe(fault);
  });
});

describe('faultOfSize', () => {
  it.each([
    [0, 'song.empty'],
    [1, undefined],
    [50_000_000, undefined],
    [50_000_001, 'song.tooLarge'],
  ])('judges a song of %i bytes as %s', (sizeBytes, fault) => {
    expect(faultOfSize(sizeBytes, model.reference.maximumBytes)?.key).toBe(fault);
  });
});
