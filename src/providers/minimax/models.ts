import type { Model } from '../../domain/models.ts';
import { perTake } from '../../domain/money/prices.ts';
import {
  COVER_LYRICS,
  COVER_REFERENCE,
  COVER_STYLE,
  MINIMAX_AUDIO,
  NOT_A_SONG,
  SHORTEST_SECONDS,
} from '../shared/minimax/models.ts';

export const PROVIDER = 'minimax';

const COMMON = {
  provider: PROVIDER,
  reference: COVER_REFERENCE,
  maximumTakes: 1,
  seed: undefined,
  ...MINIMAX_AUDIO,
  billsFailures: 'unknown',
  shortestSeconds: SHORTEST_SECONDS,
} satisfies Partial<Model>;

const COVER_MODEL: Model = {
  ...COMMON,
  id: 'music-cover',
  title: 'MiniMax Music Cover',
  kind: 'cover',
  style: COVER_STYLE,
  lyrics: COVER_LYRICS,
  whenNoLyrics: 'own',
  uploads: 'song',
  needsVocals: true,
  songs: NOT_A_SONG,
  priceOf: perTake(150_000),
  typicalSeconds: 75,
  retired: false,
};

const SONG_MODEL: Model = {
  ...COMMON,
  id: 'music-3.0',
  title: 'MiniMax Music 3.0',
  kind: 'song',
  // Of a song without a voice, or with lyrics to be written, it is all that is said.
  style: { need: 'optional', minimum: 1, maximum: 2_000 },
  lyrics: { need: 'optional', minimum: 1, maximum: 3_500 },
  whenNoLyrics: 'instrumental',
  uploads: 'none',
  needsVocals: false,
  songs: { instrumental: true, writesLyrics: true },
  priceOf: perTake(150_000),
  typicalSeconds: 90,
  retired: false,
};

/** What MiniMax has discontinued, and older ones, are offered where they are named. */
const RETIRED_SONG_MODELS: readonly { version: string; title?: string; isFree?: boolean }[] = [
  { version: '2.5+' },
  { version: '2.5' },
  { version: '2.0' },
  { version: '1.5' },
  { version: '3.0-free', title: '3.0 (free)', isFree: true },
  { version: '2.6-free', title: '2.6 (free)', isFree: true },
];

/** Limits are those of MiniMax's documentation; of each kind, the recommended model first. */
export const models: readonly Model[] = [
  COVER_MODEL,
  {
    ...COVER_MODEL,
    id: 'music-cover-free',
    title: 'MiniMax Music Cover (free)',
    priceOf: perTake(0),
    retired: true,
  },
  SONG_MODEL,
  { ...SONG_MODEL, id: 'music-2.6', title: 'MiniMax Music 2.6' },
  ...RETIRED_SONG_MODELS.map(
    ({ version, title = version, isFree = false }): Model => ({
      ...SONG_MODEL,
      id: `music-${version}`,
      title: `MiniMax Music ${title}`,
      priceOf: isFree ? perTake(0) : SONG_MODEL.priceOf,
      retired: true,
    }),
  ),
];

/** The row of a model; one that only the operator knows is like those of its kind. */
export function rowOf({ model, reference }: { model: string; reference: unknown }): Model {
  return models.find(({ id }) => id === model) ?? (reference ? COVER_MODEL : SONG_MODEL);
}
