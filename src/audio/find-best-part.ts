import { decodePieces } from '../codec/decode.ts';
import { bestPartOf } from './best-part.ts';
import { createPowerMeter, type PowerMeter } from './power-meter.ts';
import type { SoundLimits } from './sound-limits.ts';

/** Where the best stretch of a sound begins, in seconds. Throws `DecodeError`. Not for the main process. */
export async function findBestPart(
  bytes: Uint8Array,
  { seconds, limits }: { seconds: number; limits: SoundLimits },
): Promise<number> {
  let meter: PowerMeter | undefined;
  for await (const { sampleRate, channels } of decodePieces(bytes, limits)) {
    meter ??= createPowerMeter(sampleRate);
    meter.add(channels);
  }
  return bestPartOf(meter?.read() ?? [], seconds);
}
