import { decodeAudio } from '../../../codec/decode.ts';
import { encodeAudio } from '../../../codec/encode.ts';

/**
 * A song that ends sooner, or begins anew at its end, as a WAV file of so large a share of its length. Decodes on the calling
 * thread. Throws `DecodeError`.
 */
export async function ofOtherLength(file: Uint8Array, share: number): Promise<Uint8Array> {
  const { sampleRate, channels } = await decodeAudio(file);
  const [left = new Float32Array()] = channels;
  const length = Math.round(left.length * share);
  const stretched = channels.map((channel) =>
    Float32Array.from({ length }, (_, at) => channel[at % channel.length] ?? 0),
  );
  return await encodeAudio(
    { sampleRate, channels: stretched },
    { format: 'wav', bitrateKbps: 0, sampleRate, channels: channels.length === 1 ? 1 : 2 },
  );
}
