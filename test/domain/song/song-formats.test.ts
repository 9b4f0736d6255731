import { describe, expect, it } from 'vitest';
import { isSoundIn, SONG_ENDINGS, UPLOAD_TYPES } from '../../../src/domain/song/song-formats.ts';
import { providers } from '../../../src/providers/index.ts';

const rows = providers.flatMap(({ models }) => models).filter(({ uploads }) => uploads !== 'none');

describe('what models take', () => {
  it.each(rows.map((row) => [row.id, row] as const))('never is sound that no music service knows: %s', (_, {
    reference,
  }) => {
    for (const [container, codec] of [
      ['M4A', 'AC3'],
      ['M4A', 'EAC3'],
      ['M4A', 'DTS'],
      ['M4A', 'Opus'],
      ['WAV', 'A-law'],
      ['OGG', 'FLAC'],
      ['AIFF', 'PCM'],
    ] as const) {
      expect(isSoundIn(reference.sounds, { container, codec }), `${container} ${codec}`).toBe(false);
    }
  });

  it('is an MP3, whatever earlier records call its codec', () => {
    expect(isSoundIn({ MP3: ['MP3'] }, { container: 'MP3', codec: 'MPEG 1 Layer 3' })).toBe(true);
    expect(isSoundIn({ WAV: ['PCM'] }, { container: 'MP3', codec: 'MP3' })).toBe(false);
  });
});

it('the endings that an upload field takes are as many as Discord allows, and all of songs', () => {
  expect(UPLOAD_TYPES.length).toBeLessThanOrEqual(10);
  const endings = UPLOAD_TYPES.filter((type) => type.startsWith('.')).map((type) => type.slice(1));
  expect(endings.filter((ending) => !SONG_ENDINGS.includes(ending as never))).toEqual([]);
});
