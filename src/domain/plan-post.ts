import type { Take } from './job.ts';

/** Discord takes 25 MiB in one request, all parts together; one MiB is left for the text, the picture and the frame. */
const REQUEST_BYTES = 24 * 1024 * 1024;

/** Less than this is no place for an MP3 worth making. */
const LEAST_MP3_BYTES = 1024 * 1024;

/** What of a take goes into a message. */
export interface TakePlan {
  /** The take as it came. */
  original: boolean;
  /** An MP3 of it of at most so many bytes; null where none is needed. */
  mp3Bytes: number | null;
}

/**
 * Each take within what one attachment may have, and within its share of what one request may have: as it came where that
 * fits, else as an MP3. Lossless ones, which are large and do not play everywhere, get an MP3 beside them.
 */
export function planTake(
  { sizeBytes, format }: Pick<Take, 'sizeBytes' | 'format'>,
  takes: number,
  attachmentBytes: number,
): TakePlan {
  const share = Math.floor(REQUEST_BYTES / takes);
  const budget = Math.min(attachmentBytes, share);
  const fits = sizeBytes <= budget;
  if (format === 'mp3' || format === 'ogg') return { original: fits, mp3Bytes: fits ? null : atLeast(budget) };
  const besideBytes = fits ? atLeast(Math.min(attachmentBytes, share - sizeBytes)) : null;
  if (besideBytes !== null) return { original: true, mp3Bytes: besideBytes };
  return { original: false, mp3Bytes: atLeast(budget) };
}

function atLeast(bytes: number): number | null {
  return bytes >= LEAST_MP3_BYTES ? bytes : null;
}
