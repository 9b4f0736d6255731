import type { MemberText, ModelFeature } from '../../errors.ts';
import type { Draft } from '../draft.ts';
import type { Reference } from '../job.ts';
import type { Model } from '../models.ts';
import type { GivenAudio } from '../new-job.ts';
import { isSoundIn } from '../song/song-formats.ts';
import { isVisible, sentStyle, withoutHidden } from './sent-words.ts';
import { fitsLength, lengthAgainst } from './text-length.ts';

/** What a draft or a job asks for, without its audio. */
export type Wish = Pick<Draft, 'kind' | 'style' | 'lyrics' | 'isInstrumental' | 'writesLyrics' | 'takes' | 'seed'>;

/** The first thing about a draft's words and numbers that a model does not take; undefined when all is well. */
export function faultOfDraft(draft: Wish, model: Model): MemberText | undefined {
  if (draft.kind !== model.kind) return impossible(null);
  return faultOfStyle(draft, model) ?? faultOfLyrics(draft, model) ?? faultOfNumbers(draft, model);
}

/** Whether a style has to be given: where an optional one is all that would be said, too. */
export function needsStyle({ isInstrumental, writesLyrics }: Wish, { style: { need } }: Model): boolean {
  return need === 'required' || (need === 'optional' && (isInstrumental || writesLyrics));
}

function impossible(without: ModelFeature | null): MemberText {
  return { key: 'model.none', params: { without } };
}

function faultOfStyle(draft: Wish, model: Model): MemberText | undefined {
  const { style } = draft;
  const { style: rule } = model;
  const { minimum, maximum } = rule;
  if (style === null || !isVisible(style)) {
    const isBlank = style !== null && style.trim() !== '' && rule.need !== 'none';
    return needsStyle(draft, model) || isBlank ? { key: 'style.missing', params: { minimum, maximum } } : undefined;
  }
  if (rule.need === 'none') return impossible('style');
  const sent = sentStyle(style, rule);
  if (fitsLength(sent, rule)) return undefined;
  return { key: 'style.length', params: { length: lengthAgainst(sent, rule), minimum, maximum } };
}

function faultOfLyrics(draft: Wish, { lyrics: rule, songs, kind }: Model): MemberText | undefined {
  const { lyrics, isInstrumental, writesLyrics } = draft;
  if (isInstrumental && !songs.instrumental) return impossible('instrumental');
  if (writesLyrics && !songs.writesLyrics) return impossible('writtenLyrics');
  const { minimum, maximum } = rule;
  if (lyrics === null) {
    const isNeeded = rule.need === 'required' || (kind === 'song' && !isInstrumental && !writesLyrics);
    return isNeeded ? { key: 'lyrics.missing', params: { minimum, maximum } } : undefined;
  }
  if (rule.need === 'none') return impossible('lyrics');
  const sent = withoutHidden(lyrics);
  if (!isVisible(sent)) return { key: 'lyrics.missing', params: { minimum, maximum } };
  if (fitsLength(sent, rule)) return undefined;
  return { key: 'lyrics.length', params: { length: lengthAgainst(sent, rule), minimum, maximum } };
}

function faultOfNumbers({ takes, seed }: Wish, model: Model): MemberText | undefined {
  if (takes > model.maximumTakes) {
    return { key: 'takes.tooMany', params: { wanted: takes, maximum: model.maximumTakes } };
  }
  if (seed === null) return undefined;
  if (!model.seed) return impossible('seed');
  if (seed < model.seed.minimum || seed > model.seed.maximum) return { key: 'seed.range', params: model.seed };
  return undefined;
}

/** The first thing about what was uploaded that a model does not take. */
export function faultOfAudio({ reference, voice, instrumental }: GivenAudio, model: Model): MemberText | undefined {
  const given = [reference, voice, instrumental].filter((song) => song !== null);
  if (model.uploads === 'none') return given.length > 0 ? { key: 'song.notTaken', params: {} } : undefined;
  const isThere = model.uploads === 'parts' ? given.length > 0 : reference !== null;
  if (!isThere) return { key: 'song.missing', params: {} };
  if (model.uploads === 'song' && given.length > 1) return impossible('parts');
  return given.map((song) => faultOfContainer(song, model) ?? faultOfLength(song, model.reference)).find(Boolean);
}

function faultOfContainer(song: Reference, { reference: { sounds } }: Model): MemberText | undefined {
  if (isSoundIn(sounds, song)) return undefined;
  return { key: 'song.wrongContainer', params: { containers: Object.keys(sounds) } };
}

type LengthLimits = Pick<Model['reference'], 'minimumSeconds' | 'maximumSeconds'>;

/** An encoder adds what fills its last frame: six minutes as MP3 are 360.046 s. */
export const TOLERATED_SECONDS = 0.5;

/** Why a song's length is not one that is taken. */
export function faultOfLength(
  { durationMs }: Pick<Reference, 'durationMs'>,
  { minimumSeconds, maximumSeconds }: LengthLimits,
): MemberText | undefined {
  const seconds = durationMs / 1_000;
  if (seconds < minimumSeconds) return { key: 'song.tooShort', params: { seconds, minimumSeconds } };
  if (seconds > maximumSeconds + TOLERATED_SECONDS) return { key: 'song.tooLong', params: { seconds, maximumSeconds } };
  return undefined;
}

/** Why a song of this announced or counted size is not taken. */
export function faultOfSize(sizeBytes: number, maximumBytes: number): MemberText | undefined {
  if (sizeBytes === 0) return { key: 'song.empty', params: {} };
  if (sizeBytes <= maximumBytes) return undefined;
  return { key: 'song.tooLarge', params: { maximumMegabytes: Math.floor(maximumBytes / 1_000_000) } };
}
