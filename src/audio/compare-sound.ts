import { readStream } from '../codec/mp3-frame.ts';
import { type FitOptions, fitSound } from './fit-sound.ts';
import { levelMp3 } from './level-mp3.ts';
import { measureSound } from './measure-sound.ts';
import type { SoundLimits } from './sound-limits.ts';
import { firstOfMp3 } from './tag-sound.ts';

/**
 * A song to be heard beside another: as loud as that, and for as long. An MP3 is not encoded again, anything else becomes one.
 * Undefined where it is so already, or would not fit. Throws `DecodeError`. Not for the main process.
 */
export async function compareSound(
  bytes: Uint8Array,
  options: FitOptions,
  limits: SoundLimits,
): Promise<Uint8Array | undefined> {
  if (!readStream(bytes)) return (await fitSound(bytes, options, limits))?.bytes;
  const { seconds, lufs, maximumBytes } = options;
  const part = (seconds !== undefined && (await firstOfMp3(bytes, seconds))) || bytes;
  const { loudness } = await measureSound(part, limits);
  const levelled = loudness && lufs !== null ? levelMp3(part, loudness, lufs).bytes : part;
  return levelled !== bytes && levelled.length <= maximumBytes ? levelled : undefined;
}
