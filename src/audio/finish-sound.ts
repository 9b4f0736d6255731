import type { Loudness } from '../domain/song/loudness.ts';
import { levelMp3 } from './level-mp3.ts';
import { soundHashIn, type TagsToWrite, tagSound } from './tag-sound.ts';

export interface FinishOptions {
  /** What was measured of it; null: it stays as loud as it is. */
  loudness: Loudness | null;
  /** How loud an MP3 is to be, in LUFS; null: as it is. */
  lufs: number | null;
  tags: TagsToWrite;
}

export interface FinishedSound {
  bytes: Uint8Array;
  soundHash: string | null;
  lufs: number | null;
}

/**
 * A file as it is worth keeping: under tags of ours and, where it is an MP3, as loud as others, without being encoded again.
 * Undefined where neither can be done. Not for the main process.
 */
export async function finishSound(
  bytes: Uint8Array,
  { loudness, lufs, tags }: FinishOptions,
): Promise<FinishedSound | undefined> {
  const levelled = loudness && lufs !== null ? levelMp3(bytes, loudness, lufs) : { bytes, loudness };
  const isLevelled = levelled.bytes !== bytes;
  const tagged = await tagSound(levelled.bytes, tags);
  if (!tagged && !isLevelled) return undefined;
  return {
    ...(tagged ?? { bytes: levelled.bytes, soundHash: await soundHashIn(levelled.bytes) }),
    lufs: levelled.loudness?.lufs ?? null,
  };
}
