import { createOggEncoder } from 'wasm-media-encoders';
import type { PcmAudio } from '../pcm.ts';
import { concatenate, piecesOf } from './pieces.ts';
import { vorbisQuality } from './vorbis-quality.ts';

/** Variable bitrate: on average near what was asked for, and exact to the sample. */
export async function encodeVorbis(pcm: PcmAudio, bitrateKbps: number): Promise<Uint8Array> {
  const channels = pcm.channels.length === 1 ? 1 : 2;
  const encoder = await createOggEncoder();
  encoder.configure({
    sampleRate: pcm.sampleRate,
    channels,
    vbrQuality: vorbisQuality(bitrateKbps, pcm.sampleRate, channels),
    // A random one would make the same sound another file each time.
    oggSerialNo: 1,
  });
  const parts: Uint8Array[] = [];
  // What the encoder returns is a view of its memory, gone at the next call.
  for (const piece of piecesOf(pcm)) parts.push(encoder.encode(piece).slice());
  parts.push(encoder.finalize().slice());
  return concatenate(parts);
}
