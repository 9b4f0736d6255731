import { describe, expect, it } from 'vitest';
import { songTitleOf } from '../../../src/domain/song/song-title.ts';
import { aReference } from '../../support/build-job.ts';

const titleOf = (name: string) => songTitleOf({ reference: aReference({ name }), voice: null, instrumental: null });

describe('the title of a song', () => {
  it.each([
    ['Paper Lanterns.mp3', 'Paper Lanterns'],
    ['Paper_Lanterns.flac', 'Paper Lanterns'],
    ['my_demo v2.wav', 'my_demo v2'],
    ['Paper Lanterns (cover).mp3', 'Paper Lanterns'],
    ['Paper Lanterns (cover 2) (cover).mp3', 'Paper Lanterns'],
    ['Paper Lanterns (live).mp3', 'Paper Lanterns (live)'],
    ['no ending', 'no ending'],
    ['.mp3', ''],
  ])('of %s is %s', (name, title) => {
    expect(titleOf(name)).toBe(title);
  });

  it('is empty where there is no song', () => {
    expect(songTitleOf({ reference: null, voice: null, instrumental: null })).toBe('');
  });
});
