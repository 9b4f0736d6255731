import { createHash } from 'node:crypto';
import type { Review } from '../../domain/draft/review.ts';
import type { Draft } from '../../domain/draft.ts';

/** As much as a custom id has room for. */
const LENGTH = 16;

export interface Fingerprinted {
  draft: Pick<Draft, 'style' | 'lyrics' | 'takes' | 'seed' | 'isInstrumental' | 'writesLyrics'>;
  review: Pick<Review, 'reference' | 'voice' | 'instrumental' | 'model' | 'micros' | 'elsewhere' | 'privateFirst'>;
}

/** Another one as soon as anything else would be made of a draft, by somebody else, for another price, for another channel or for others to hear. */
export function fingerprintOf({ draft, review }: Fingerprinted): string {
  const { style, lyrics, takes, seed, isInstrumental, writesLyrics } = draft;
  const { reference, voice, instrumental, model, micros, elsewhere, privateFirst } = review;
  const songs = [reference, voice, instrumental].map((song) => song?.hash ?? null);
  const parts = [songs, style, lyrics, takes, seed, isInstrumental, writesLyrics, model.provider, model.id, micros];
  if (elsewhere) parts.push(elsewhere.channelId);
  if (privateFirst) parts.push('private');
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, LENGTH);
}
