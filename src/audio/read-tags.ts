import { type IAudioMetadata, parseBuffer } from 'music-metadata';

/** What a file says about itself. Nothing of it is proven. */
export interface Tags {
  codec: string | null;
  /** By its header; null where there is none that says so, or where the number is only an estimate from the size. */
  claimedSeconds: number | null;
  title: string | null;
  artist: string | null;
}

/** Titles go into messages, where a long one would push everything else out. */
const LONGEST_TEXT = 200;

const nothing: Tags = { codec: null, claimedSeconds: null, title: null, artist: null };

/**
 * Tags that cannot be read are no reason to refuse a song. Neither name nor MIME type is passed on: the parser would trust them
 * over the content.
 */
export async function readTags(bytes: Uint8Array): Promise<Tags> {
  const metadata = await parseBuffer(bytes, undefined, { duration: false, skipCovers: true }).catch(() => null);
  if (!metadata) return nothing;
  const { format, common } = metadata;
  return {
    codec: format.codec ?? null,
    claimedSeconds: claimedSecondsOf(bytes, format),
    title: tidy(common.title),
    artist: tidy(common.artist),
  };
}

function claimedSecondsOf(bytes: Uint8Array, format: IAudioMetadata['format']): number | null {
  const { duration, numberOfSamples, sampleRate, container } = format;
  if (!duration || !sampleRate || !Number.isFinite(duration)) return null;
  if (container === 'WAVE') return claimedSecondsOfWave(bytes, duration);
  // For MPEG a number of samples is always an estimate from the file's size, and it is also the duration unless a
  // Xing or Info header gave a better one. Only that header is a claim: after a quiet start the estimate is far too long.
  if (container === 'MPEG' && numberOfSamples && numberOfSamples / sampleRate === duration) return null;
  return duration;
}

/** Programs that write to a pipe cannot know the size and put one of several huge numbers there. */
const LARGEST_CREDIBLE_SIZE = 0x7fff0000;

/** The parser counts only what is in the file, so the RIFF header is asked for what should be. */
function claimedSecondsOfWave(bytes: Uint8Array, presentSeconds: number): number | null {
  const claimedBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8;
  if (claimedBytes > LARGEST_CREDIBLE_SIZE || claimedBytes <= bytes.length) return null;
  return presentSeconds * (claimedBytes / bytes.length);
}

function tidy(text: string | undefined): string | null {
  if (typeof text !== 'string') return null;
  const printable = text
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);
  return printable === '' ? null : printable;
}
