import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeFileName } from '../../../src/domain/delivery/take-file-name.ts';
import { aTake } from '../../support/build-cover.ts';
import { aReference, buildJob } from '../../support/build-job.ts';

const nameOf = (name: string, style: string | null, { takes = 1, index = 0, format = 'mp3' } = {}) =>
  takeFileName(
    buildJob({ reference: aReference({ name }), style, takes: Array.from({ length: takes }, () => aTake()) }),
    index,
    format,
  );

describe('the file name of a take', () => {
  it.each([
    ['Paper Lanterns.mp3', 'late-night jazz', 'paper-lanterns-late-night-jazz.mp3'],
    ["Don't Stop.wav", 'lo-fi', 'dont-stop-lo-fi.mp3'],
    ['Übermorgen – Straße.mp3', 'Ælfwine drone', 'ubermorgen-strasse-aelfwine-drone.mp3'],
    ['夜.mp3', 'city pop', 'city-pop.mp3'],
    ['夜.mp3', null, 'cover.mp3'],
    ['Paper Lanterns (cover 2).mp3', 'punk', 'paper-lanterns-punk.mp3'],
    ['../../etc/passwd', 'x', 'etc-passwd-x.mp3'],
  ])('of %s in %s is %s', (name, style, expected) => {
    expect(nameOf(name, style)).toBe(expected);
  });

  it('is cut between words, and is another one for each take', () => {
    const long = 'a song with a very long name that goes on and on and on and does not end.mp3';
    const names = [0, 1, 2].map((index) => nameOf(long, 'late-night jazz', { takes: 3, index, format: 'flac' }));
    expect(new Set(names).size).toBe(3);
    expect(names[2]).toBe('a-song-with-a-very-long-name-that-late-night-jazz-3.flac');
  });

  it('is short and plain, whatever people wrote', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 90 }), fc.string({ maxLength: 90 }));
    fc.assert(
      fc.property(anyText, anyText, fc.integer({ min: 1, max: 4 }), (name, style, takes) => {
        const names = Array.from({ length: takes }, (_, index) => nameOf(name, style, { takes, index }));
        expect(new Set(names).size).toBe(takes);
        for (const made of names) expect(made).toMatch(/^(?=.{5,60}$)[a-z0-9]+(-[a-z0-9]+)*\.mp3$/);
      }),
    );
  });
});
