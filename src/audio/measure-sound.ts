import { decodePieces } from '../codec/decode.ts';
import { createLevelMeter } from './level-meter.ts';
import type { Levels } from './levels.ts';
import type { SoundLimits } from './sound-limits.ts';

/** More than any picture shows. */
const STEPS = 960;

/** How loud a sound is along its length. Throws `DecodeError`. Not for the main process. */
export async function measureSound(bytes: Uint8Array, limits: SoundLimits): Promise<Levels> {
  const meter = createLevelMeter();
  let seconds = 0;
  for await (const { sampleRate, channels } of decodePieces(bytes, limits)) {
    meter.add(channels);
    seconds += (channels[0]?.length ?? 0) / sampleRate;
  }
  return { seconds, steps: meter.read(STEPS) };
}
