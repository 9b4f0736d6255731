import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportFolders, safeFileName } from '../../../src/domain/delivery/export-folders.ts';
import { aPosted } from '../../support/build-cover.ts';
import { aReference } from '../../support/build-job.ts';

const NAMED = /^\d{4}-\d\d-\d\d - [a-z0-9-]+(?: \(\d+\))?$/;
const WINDOWS = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

describe('the folders of covers that are taken home', () => {
  it('are called by day, song and style', () => {
    const entry = aPosted({ reference: aReference({ name: 'Paper Lanterns.mp3' }), style: 'Late-night jazz!' });
    expect(exportFolders([entry])).toEqual([
      `${new Date(entry.cover.postedAt).toISOString().slice(0, 10)} - paper-lanterns-late-night-jazz`,
    ]);
  });

  it('are told apart where they would be called the same', () => {
    const names = exportFolders([aPosted(), aPosted(), aPosted()]);
    expect(names.map((name) => name.slice(names[0]?.length))).toEqual(['', ' (2)', ' (3)']);
  });

  it('are plain and different, whatever the songs are called', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }), (songs) => {
        const names = exportFolders(songs.map((name) => aPosted({ reference: aReference({ name }), style: name })));
        for (const name of names) expect(name).toMatch(NAMED);
        expect(new Set(names).size).toBe(songs.length);
      }),
    );
  });
});

describe('the name of a file that is taken home', () => {
  it('stays what it was posted as', () => {
    expect(safeFileName('paper-lanterns-late-night-jazz-2.mp3')).toBe('paper-lanterns-late-night-jazz-2.mp3');
  });

  it.each([
    ['con.mp3', 'cover-con.mp3'],
    ['aux-1.mp3', 'aux-1.mp3'],
    ['LPT1', 'cover-LPT1'],
    ['nul.', 'cover-nul'],
    ['../../secret.mp3', 'secret.mp3'],
    ['C:\\x.mp3', 'C-x.mp3'],
    [' .. ', 'cover'],
    ['夜', 'cover'],
  ])('is one that every system takes: %s', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('never leads anywhere, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const safe = safeFileName(name);
        expect(safe).toMatch(/^[\w. -]+$/);
        expect(safe).not.toMatch(/^[. ]|[. ]$/);
        expect(safe).not.toMatch(WINDOWS);
      }),
    );
  });
});
