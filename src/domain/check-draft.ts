import type { MemberText } from '../errors.ts';
import type { Draft } from './draft.ts';
import type { Reference } from './job.ts';
import type { Model } from './models.ts';
import { fitsLength } from './text-length.ts';

/** The first thing about a draft that its model does not take, songs aside; undefined when all is well. */
export function faultOfDraft(draft: Draft, model: Model): MemberText | undefined {
  return faultOfStyle(draft.style, model) ?? faultOfLyrics(draft.lyrics, model) ?? faultOfNumbers(draft, model);
}

function faultOfStyle(style: string | null, { style: rule }: Model): MemberText | undefined {
  const { minimum, maximum } = rule;
  if (style === null || style.trim() === '') {
    return rule.need === 'required' ? { key: 'style.missing', params: { minimum, maximum } } : undefined;
  }
  if (fitsLength(style, rule)) return undefined;
  return { key: 'style.length', params: { length: style.length, minimum, maximum } };
}

function faultOfLyrics(lyrics: string | null, { lyrics: rule }: Model): MemberText | undefined {
  if (lyrics === null || fitsLength(lyrics, rule)) return undefined;
  return { key: 'lyrics.length', params: { length: lyrics.length, minimum: rule.minimum, maximum: rule.maximum } };
}

function faultOfNumbers({ takes, seed }: Draft, model: Model): MemberText | undefined {
  if (takes > model.maximumTakes) {
    return { key: 'takes.tooMany', params: { wanted: takes, maximum: model.maximumTakes } };
  }
  if (seed !== null && model.seed && (seed < model.seed.minimum || seed > model.seed.maximum)) {
    return { key: 'seed.range', params: model.seed };
  }
  return undefined;
}

/** Why a song's length is not one the model takes. */
export function faultOfLength({ durationMs }: Pick<Reference, 'durationMs'>, model: Model): MemberText | undefined {
  const { minimumSeconds, maximumSeconds } = model.reference;
  const seconds = durationMs / 1_000;
  if (seconds < minimumSeconds) return { key: 'song.tooShort', params: { seconds, minimumSeconds } };
  if (seconds > maximumSeconds) return { key: 'song.tooLong', params: { seconds, maximumSeconds } };
  return undefined;
}

/** Why a song of this announced or counted size is not taken. */
export function faultOfSize(sizeBytes: number, model: Model): MemberText | undefined {
  if (sizeBytes === 0) return { key: 'song.empty', params: {} };
  const { maximumBytes } = model.reference;
  if (sizeBytes <= maximumBytes) return undefined;
  return { key: 'song.tooLarge', params: { maximumMegabytes: Math.floor(maximumBytes / 1_000_000) } };
}
