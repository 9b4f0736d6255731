import { decodePieces } from '../codec/decode.ts';
import { createLevelMeter } from './level-meter.ts';
import { createLoudnessMeter, type LoudnessMeter } from './loudness-meter.ts';
import type { MeasuredSound } from './port.ts';
import type { SoundLimits } from './sound-limits.ts';

/** More than any picture shows. */
const STEPS = 960;

/** How loud a sound is along its length and as a whole. Throws `DecodeError`. Not for the main process. */
export async function measureSound(bytes: Uint8Array, limits: SoundLimits): Promise<MeasuredSound> {
  const meter = createLevelMeter();
  let loudness: LoudnessMeter | undefined;
  let seconds = 0;
  for await (const { sampleRate, channels } of decodePieces(bytes, limits)) {
    loudness ??= createLoudnessMeter(sampleRate);
    meter.add(channels);
    loudness.add(channels);
    seconds += (channels[0]?.length ?? 0) / sampleRate;
  }
  return { levels: { seconds, steps: meter.read(STEPS) }, loudness: loudness?.read() ?? null };
}
