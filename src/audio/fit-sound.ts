import { decodePieces } from '../codec/decode.ts';
import { encodeMp3Pieces } from '../codec/encode-mp3-pieces.ts';
import { bitrateFor } from './bitrate-for.ts';
import { type Sound, soundFor } from './sound-for.ts';
import type { SoundLimits } from './sound-limits.ts';

/**
 * A sound as MP3 of at most so many bytes, as good as fits. Undefined where it would be too bad to listen to. Throws
 * `DecodeError`. Decodes twice, since how long a sound is, nothing but decoding tells for certain; that is a small part of the
 * time, and it spares the memory for all samples. Not for the main process.
 */
export async function fitSound(
  bytes: Uint8Array,
  maximumBytes: number,
  limits: SoundLimits,
): Promise<Uint8Array | undefined> {
  const { seconds, ...sound } = await describe(bytes, limits);
  let kbps = bitrateFor(seconds, maximumBytes);
  while (kbps !== undefined) {
    const mp3 = await encodeMp3Pieces(decodePieces(bytes, limits), { bitrateKbps: kbps, ...soundFor(kbps, sound) });
    if (mp3.length <= maximumBytes) return mp3;
    kbps = bitrateFor(seconds, maximumBytes, kbps);
  }
  return undefined;
}

async function describe(bytes: Uint8Array, limits: SoundLimits): Promise<Sound & { seconds: number }> {
  let sound: Sound = { sampleRate: 1, channels: 1 };
  let samples = 0;
  for await (const { sampleRate, channels } of decodePieces(bytes, limits)) {
    sound = { sampleRate, channels: channels.length };
    samples += channels[0]?.length ?? 0;
  }
  return { ...sound, seconds: samples / sound.sampleRate };
}
