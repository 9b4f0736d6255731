import { decodePieces } from '../codec/decode.ts';
import { sampleAac } from './reading/sample-aac.ts';

/** −80 dBFS: a dithered nothing comes to less, and no recording of anything does. */
const SILENCE = 0.000_1;

/**
 * Whether nothing can be heard in a sound, from end to end. False where that cannot be told: in what is not decoded, and where
 * `isEnough` says that it has taken as much as it may. Not for the main process.
 */
export async function isSilent(bytes: Uint8Array, isEnough: () => boolean): Promise<boolean> {
  try {
    // Its decoder would take longer for all of it than there is time.
    const sounds = (await sampleAac(bytes)) ?? [bytes];
    for (const sound of sounds) if (await isHeard(sound, isEnough)) return false;
    return sounds.length > 0;
  } catch {
    return false;
  }
}

async function isHeard(bytes: Uint8Array, isEnough: () => boolean): Promise<boolean> {
  for await (const { channels } of decodePieces(bytes)) {
    if (channels.some((samples) => samples.some((sample) => Math.abs(sample) > SILENCE))) return true;
    if (isEnough()) throw new Error('takes too much');
  }
  return false;
}
