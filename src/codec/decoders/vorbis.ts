import type { PcmAudio } from '../pcm.ts';

/** Half a second of sound at usual bitrates. Silence can be packed so tightly that a larger piece would be gigabytes of it. */
const PIECE_BYTES = 8_192;

export async function* decodeVorbis(bytes: Uint8Array): AsyncGenerator<PcmAudio> {
  // Loaded where it is needed: each sound has a process of its own, and most are no Vorbis.
  const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  try {
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      const piece = await decoder.decode(bytes.subarray(offset, offset + PIECE_BYTES));
      if (piece.samplesDecoded > 0) yield { sampleRate: piece.sampleRate, channels: piece.channelData };
    }
    const rest = await decoder.flush();
    if (rest.samplesDecoded > 0) yield { sampleRate: rest.sampleRate, channels: rest.channelData };
  } finally {
    decoder.free();
  }
}
