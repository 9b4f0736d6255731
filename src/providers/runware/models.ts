import type { BitrateTable, Model } from '../../domain/models.ts';
import { perTake } from '../../domain/money/prices.ts';
import { COVER_LYRICS, COVER_REFERENCE, COVER_STYLE, NOT_A_SONG, SHORTEST_SECONDS } from '../shared/minimax/models.ts';

export const PROVIDER = 'runware';

const MP3_BITRATES: BitrateTable = {
  8000: { minimum: 8, maximum: 64 },
  11025: { minimum: 8, maximum: 64 },
  12000: { minimum: 8, maximum: 64 },
  16000: { minimum: 8, maximum: 160 },
  22050: { minimum: 8, maximum: 160 },
  24000: { minimum: 8, maximum: 160 },
  32000: { minimum: 32, maximum: 320 },
  44100: { minimum: 32, maximum: 320 },
  48000: { minimum: 32, maximum: 320 },
};

const OGG_MONO: BitrateTable = {
  8000: { minimum: 8, maximum: 40 },
  12000: { minimum: 16, maximum: 48 },
  16000: { minimum: 16, maximum: 96 },
  24000: { minimum: 16, maximum: 80 },
  48000: { minimum: 32, maximum: 224 },
};

const OGG_STEREO: BitrateTable = {
  8000: { minimum: 16, maximum: 80 },
  12000: { minimum: 16, maximum: 96 },
  16000: { minimum: 24, maximum: 192 },
  24000: { minimum: 32, maximum: 160 },
  48000: { minimum: 48, maximum: 256 },
};

const COVER_MODEL: Model = {
  provider: PROVIDER,
  id: 'minimax:music@cover',
  title: 'MiniMax Music Cover',
  kind: 'cover',
  style: COVER_STYLE,
  lyrics: COVER_LYRICS,
  whenNoLyrics: 'own',
  uploads: 'song',
  needsVocals: false,
  reference: COVER_REFERENCE,
  songs: NOT_A_SONG,
  maximumTakes: 4,
  seed: { minimum: 0, maximum: 1_000_000 },
  formats: ['mp3', 'wav', 'flac', 'ogg'],
  bitrates: {
    mp3: { 1: MP3_BITRATES, 2: MP3_BITRATES },
    ogg: { 1: OGG_MONO, 2: OGG_STEREO },
  },
  priceOf: perTake(150_000),
  billsFailures: 'unknown',
  typicalSeconds: 75,
  shortestSeconds: SHORTEST_SECONDS,
  retired: false,
};

/** Limits are those of Runware's model page. */
export const models: readonly Model[] = [COVER_MODEL];

/** The row of a model; one that only the operator knows is like the cover model. */
export function rowOf(model: string): Model {
  return models.find(({ id }) => id === model) ?? COVER_MODEL;
}
