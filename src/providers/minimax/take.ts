import { ProviderError } from '../../errors.ts';
import type { ProviderTake } from '../port.ts';
import type { AnswerWithAudio } from '../shared/answer-audio.ts';
import { readSong } from './answer.ts';
import { PROVIDER } from './models.ts';

const LINK_LIFE_MS = 24 * 3_600_000;

/** Less than this share of what was announced is a song that breaks off. */
const WHOLE_SHARE = 0.9;

/** The song that came with an answer, or the link to it. Throws when a success brought neither: it may well be paid for. */
export function takeOf({ rest, file, text }: AnswerWithAudio, now: number): ProviderTake {
  const { url, sizeBytes } = readSong(rest);
  if (file) {
    if (sizeBytes !== undefined && file.sizeBytes < sizeBytes * WHOLE_SHARE) throw unusable('a song that breaks off');
    return { source: { kind: 'file', file }, seed: null, costMicros: null };
  }
  const link = [text, url].find((candidate) => candidate !== undefined && /^https?:\/\//i.test(candidate));
  if (link === undefined) throw unusable('a success without a song');
  return { source: { kind: 'link', url: link, expiresAt: now + LINK_LIFE_MS }, seed: null, costMicros: null };
}

function unusable(message: string): ProviderError {
  return new ProviderError(message, { provider: PROVIDER, code: 'badResponse', accepted: 'unknown' });
}
