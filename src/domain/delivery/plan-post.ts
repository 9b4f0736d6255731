import type { Take } from '../job.ts';

/** Discord takes 25 MiB in one request, all parts together; one MiB is left for the text, the picture and the frame. */
const REQUEST_BYTES = 24 * 1024 * 1024;

/** What our tags and picture may add to a take that goes as it came. */
const TAG_BYTES = 192 * 1024;

/** Less than this is no place for an MP3 worth making. */
const LEAST_MP3_BYTES = 1024 * 1024;

/** What of a take goes into a message. */
export interface TakePlan {
  /** The take as it came. */
  original: boolean;
  /** The most that it may have once there are tags in it. */
  originalBytes: number;
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
  const alone = { originalBytes: budget, mp3Bytes: fits ? null : atLeast(budget) };
  if (format === 'mp3' || format === 'ogg') return { original: fits, ...alone };
  const besideBytes = fits ? atLeast(Math.min(attachmentBytes, share - sizeBytes - TAG_BYTES)) : null;
  if (besideBytes !== null) {
    const originalBytes = Math.min(budget, sizeBytes + TAG_BYTES);
    return { original: true, originalBytes, mp3Bytes: besideBytes };
  }
  return { original: false, originalBytes: budget, mp3Bytes: atLeast(budget) };
}

function atLeast(bytes: number): number | null {
  return bytes >= LEAST_MP3_BYTES ? bytes : null;
}
