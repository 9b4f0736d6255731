import type { PcmAudio } from '../pcm.ts';

/** Bounds what an encoder copies into its own memory at once. */
const PIECE_SAMPLES = 65_536;

/** The same sound in pieces of about a second, without copying it. */
export function* piecesOf({ channels }: PcmAudio): Generator<Float32Array[]> {
  const length = channels[0]?.length ?? 0;
  for (let start = 0; start < length; start += PIECE_SAMPLES) {
    yield channels.map((channel) => channel.subarray(start, start + PIECE_SAMPLES));
  }
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
