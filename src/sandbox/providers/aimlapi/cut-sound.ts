import { decodeAudio } from '../../../codec/decode.ts';
import { encodeAudio } from '../../../codec/encode.ts';

/** The first part of a song as a WAV file. Decodes on the calling thread. */
export async function cutSound(file: Uint8Array, maximumMs: number): Promise<Uint8Array> {
  const { sampleRate, channels } = await decodeAudio(file);
  const length = Math.floor((maximumMs / 1_000) * sampleRate);
  const first = channels.map((channel) => channel.subarray(0, length));
  return await encodeAudio(
    { sampleRate, channels: first },
    { format: 'wav', bitrateKbps: 0, sampleRate, channels: channels.length === 1 ? 1 : 2 },
  );
}
