import { describe, expect, it } from 'vitest';
import { pickModels } from '../../../src/domain/draft/pick-models.ts';
import type { GivenAudio } from '../../../src/domain/new-job.ts';
import { models } from '../../../src/providers/catalog.ts';
import { aDraft, aReference } from '../../support/build-job.ts';

const nothing: GivenAudio = { reference: null, voice: null, instrumental: null };
const aSong: GivenAudio = { ...nothing, reference: aReference() };

function pick(draft: Parameters<typeof aDraft>[0], audio: GivenAudio = aSong, of = models) {
  const picked = pickModels(of, aDraft(draft), audio);
  return picked.kind === 'models' ? picked.models.map(({ id }) => id) : picked.text.key;
}

const SONGS = models.filter(({ kind }) => kind === 'song').map(({ id }) => id);

describe('pickModels', () => {
  it('takes every model whose row fits, in order', () => {
    expect(pick({})).toEqual(['minimax:music@cover', 'minimax/music-cover', 'music-cover', 'music-cover-free']);
  });

  it('leaves out those that make one take or know no seed, when more is asked', () => {
    expect(pick({ takes: 2 })).toEqual(['minimax:music@cover']);
    expect(pick({ seed: 7 })).toEqual(['minimax:music@cover']);
  });

  it('gives words without a style to the models that sing new words', () => {
    expect(pick({ style: null, lyrics: 'la la la' })).toEqual(['minimax-music', 'music-01']);
  });

  it('takes a voice and an instrumental apart only where a model does', () => {
    const parts = { reference: null, voice: aReference(), instrumental: aReference() };
    expect(pick({ style: null, lyrics: 'la la la' }, parts)).toEqual(['music-01']);
  });

  it('says what the first model misses when none fits', () => {
    expect(pick({ style: 'x'.repeat(2_001) })).toBe('style.length');
    expect(pick({ style: 'x'.repeat(301) })).toEqual(['minimax/music-cover']);
    expect(
      pick({ style: null, lyrics: 'la la la' }, { ...nothing, reference: aReference({ container: 'FLAC' }) }),
    ).toBe('style.missing');
    const legacy = models.filter(({ id }) => id === 'minimax-music');
    expect(
      pick({ style: null, lyrics: 'la' }, { ...nothing, reference: aReference({ container: 'FLAC' }) }, legacy),
    ).toBe('song.wrongContainer');
    expect(pick({ style: null, lyrics: null }, aSong, legacy)).toBe('lyrics.missing');
    expect(
      pick({ style: null, lyrics: 'la' }, { ...nothing, reference: aReference({ durationMs: 15_000 }) }, legacy),
    ).toBe('song.tooShort');
  });

  it('makes songs from words alone: lyrics, or none for an instrumental, or written by the model', () => {
    const song = { kind: 'song', song: null } as const;
    expect(pick({ ...song, lyrics: 'la la' }, nothing)).toEqual(SONGS);
    expect(pick({ ...song, isInstrumental: true }, nothing)).toEqual(SONGS);
    expect(pick({ ...song, style: null, lyrics: 'la la' }, nothing)).toEqual(SONGS);
    expect(pick({ ...song, style: null, isInstrumental: true }, nothing)).toBe('style.missing');
    expect(pick({ ...song, writesLyrics: true }, nothing)).toEqual(SONGS);
    expect(pick(song, nothing)).toBe('lyrics.missing');
    expect(pick({ ...song, lyrics: 'la la' }, aSong)).toBe('song.notTaken');
  });

  it('says so when no model makes songs', () => {
    expect(pick({ kind: 'song' }, nothing, models.slice(0, 1))).toBe('model.none');
  });
});
