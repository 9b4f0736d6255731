import type { Model, TextRule } from '../../domain/models.ts';
import { noKnownPrice } from '../../domain/money/prices.ts';
import type { SoundTable } from '../../domain/song/song-formats.ts';
import {
  COVER_LYRICS,
  COVER_REFERENCE,
  COVER_STYLE,
  MINIMAX_AUDIO,
  NOT_A_SONG,
  SHORTEST_SECONDS,
} from '../shared/minimax/models.ts';

export const PROVIDER = 'aimlapi';

const NO_TEXT: TextRule = { need: 'none', minimum: 0, maximum: 0 };
/** 600 with the two pairs of `##` around them. */
const SHORT_LYRICS: TextRule = { need: 'required', minimum: 1, maximum: 596 };

const MP3_OR_WAV: SoundTable = { MP3: ['MP3'], WAV: ['PCM'] };

const COVER_MODEL: Model = {
  provider: PROVIDER,
  id: 'minimax/music-cover',
  title: 'MiniMax Music Cover',
  kind: 'cover',
  style: { ...COVER_STYLE, maximum: 2_000 },
  lyrics: { ...COVER_LYRICS, maximum: 3_000 },
  whenNoLyrics: 'own',
  uploads: 'song',
  needsVocals: true,
  reference: COVER_REFERENCE,
  songs: NOT_A_SONG,
  maximumTakes: 1,
  seed: undefined,
  ...MINIMAX_AUDIO,
  priceOf: noKnownPrice,
  // Its conventions say that failed requests are not billed.
  billsFailures: 'no',
  typicalSeconds: 85,
  shortestSeconds: SHORTEST_SECONDS,
  retired: false,
};

/** Limits are those of AI/ML API's model pages; of two that disagree, the narrower. */
export const models: readonly Model[] = [
  COVER_MODEL,
  {
    provider: PROVIDER,
    id: 'minimax-music',
    title: 'MiniMax Music (new words, same voice)',
    kind: 'cover',
    style: NO_TEXT,
    lyrics: SHORT_LYRICS,
    whenNoLyrics: 'own',
    uploads: 'song',
    needsVocals: true,
    reference: { minimumSeconds: 15.1, maximumSeconds: 360, maximumBytes: 50_000_000, sounds: MP3_OR_WAV },
    songs: NOT_A_SONG,
    maximumTakes: 1,
    seed: undefined,
    formats: ['mp3'],
    bitrates: {},
    priceOf: noKnownPrice,
    // Its conventions say that failed requests are not billed.
    billsFailures: 'no',
    typicalSeconds: 60,
    shortestSeconds: SHORTEST_SECONDS,
    retired: true,
  },
  {
    provider: PROVIDER,
    id: 'music-01',
    title: 'MiniMax Music 01',
    kind: 'cover',
    style: NO_TEXT,
    lyrics: SHORT_LYRICS,
    whenNoLyrics: 'own',
    uploads: 'parts',
    needsVocals: false,
    reference: { minimumSeconds: 10.1, maximumSeconds: 600, maximumBytes: 50_000_000, sounds: MP3_OR_WAV },
    songs: NOT_A_SONG,
    maximumTakes: 1,
    seed: undefined,
    ...MINIMAX_AUDIO,
    priceOf: noKnownPrice,
    // Its conventions say that failed requests are not billed.
    billsFailures: 'no',
    typicalSeconds: 60,
    shortestSeconds: SHORTEST_SECONDS,
    retired: true,
  },
];

/** How a model is asked: with tasks and a style, with tasks and lyrics alone, or at once with uploads. */
export type Family = 'cover' | 'legacy' | 'synchronous';

export function familyOf(model: string): Family {
  if (model === 'minimax-music') return 'legacy';
  return model === 'music-01' ? 'synchronous' : 'cover';
}

/** The row of a model; one that only the operator knows is like the cover model. */
export function rowOf(model: string): Model {
  return models.find(({ id }) => id === model) ?? COVER_MODEL;
}
