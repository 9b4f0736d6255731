import { decodeAudio } from '../../../codec/decode.ts';
import { encodeAudio } from '../../../codec/encode.ts';

/** The first part of a song as a WAV file. Decodes on the calling thread. Throws `DecodeError`. */
export function cutSound(file: Uint8Array, maximumMs: number): Promise<Uint8Array> {
  return changed(file, (channel, sampleRate) => channel.subarray(0, Math.floor((maximumMs / 1_000) * sampleRate)));
}

/**
 * A song that ends sooner, or begins anew at its end, as a WAV file of so large a share of its length. Decodes on the calling
 * thread. Throws `DecodeError`.
 */
export function ofOtherLength(file: Uint8Array, share: number): Promise<Uint8Array> {
  return changed(file, (channel) => {
    const length = Math.round(channel.length * share);
    return Float32Array.from({ length }, (_, at) => channel[at % channel.length] ?? 0);
  });
}

async function changed(
  file: Uint8Array,
  change: (channel: Float32Array, sampleRate: number) => Float32Array,
): Promise<Uint8Array> {
  const { sampleRate, channels } = await decodeAudio(file);
  return await encodeAudio(
    { sampleRate, channels: channels.map((channel) => change(channel, sampleRate)) },
    { format: 'wav', bitrateKbps: 0, sampleRate, channels: channels.length === 1 ? 1 : 2 },
  );
}
