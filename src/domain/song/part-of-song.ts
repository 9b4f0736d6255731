import { faultOfAudio, faultOfDraft, TOLERATED_SECONDS, type Wish } from '../draft/check-draft.ts';
import type { PartChoice } from '../draft.ts';
import type { Reference } from '../job.ts';
import type { Model } from '../models.ts';
import type { GivenAudio } from '../new-job.ts';

/** A part of a song that is too long, as its member is shown it. */
export interface ShownPart {
  chosen: PartChoice['kind'];
  startSeconds: number;
  /** Of the part, of the whole, and the most that a part may have. */
  seconds: number;
  wholeSeconds: number;
  maximumSeconds: number;
}

/**
 * How long what is sent of these songs may be, where a model takes them but for their length: the first that takes a draft's words,
 * and all of a song rather than a part. Null where they can go as they are, or no model takes them.
 */
export function partLimitOf(offered: readonly Model[], wish: Wish, given: GivenAudio): number | null {
  const taking = offered.filter((model) => model.kind === wish.kind && !faultOfAudio(shortened(given, model), model));
  const worded = taking.filter((model) => !faultOfDraft(wish, model));
  const models = worded.length > 0 ? worded : taking;
  const longest = Math.max(0, ...partsOf(given).map(({ durationMs }) => durationMs / 1_000));
  const whole = models.find(({ reference }) => longest <= reference.maximumSeconds + TOLERATED_SECONDS);
  const limit = (whole ?? models[0])?.reference.maximumSeconds;
  return limit !== undefined && longest > limit ? limit : null;
}

/** Half a second over is cut without a word. */
export function isCutQuietly({ durationMs }: Pick<Reference, 'durationMs'>, maximumSeconds: number): boolean {
  return durationMs <= (maximumSeconds + TOLERATED_SECONDS) * 1_000;
}

const CONTAINERS_OF_PARTS: Readonly<Record<string, string>> = {
  AAC: 'M4A',
  Opus: 'OGG',
  Vorbis: 'OGG',
  MP3: 'MP3',
  FLAC: 'FLAC',
  PCM: 'WAV',
};
/** What is cut as it is. Of films, and of what is decoded by another program, a part is a file of its own kind. */
const CUT_AS_IT_IS: ReadonlySet<string> = new Set(['MP3', 'M4A', 'AAC', 'WAV', 'OGG', 'FLAC']);

/** The songs as parts of them would be. */
function shortened(given: GivenAudio, { reference: { maximumSeconds } }: Model): GivenAudio {
  const part = (song: Reference | null): Reference | null => {
    if (!song || song.durationMs <= maximumSeconds * 1_000) return song;
    const container = CUT_AS_IT_IS.has(song.container)
      ? song.container
      : (CONTAINERS_OF_PARTS[song.codec] ?? song.container);
    return { ...song, durationMs: maximumSeconds * 1_000, container };
  };
  return { reference: part(given.reference), voice: part(given.voice), instrumental: part(given.instrumental) };
}

function partsOf({ reference, voice, instrumental }: GivenAudio): Reference[] {
  return [reference, voice, instrumental].filter((song) => song !== null);
}

/** Seconds of a time as people write it: `2:30`, `1:02:30`, `90`. Undefined for what is none. */
export function readTime(written: string): number | undefined {
  const match = /^(?:(\d{1,2})[:.])?(\d{1,3})[:.](\d{1,2})$|^(\d{1,5})$/.exec(written.replace(/\s/g, ''));
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds, alone] = match;
  if (alone !== undefined) return Number(alone);
  return Number(seconds) < 60 ? Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) : undefined;
}
