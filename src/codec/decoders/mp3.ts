import { MPEGDecoder } from 'mpg123-decoder';
import type { PcmAudio } from '../pcm.ts';

/** About a second of sound at usual bitrates, so that a caller's limit on the length takes hold early. */
const PIECE_BYTES = 32_768;

/** Gapless where the file carries a LAME header: encoder delay and padding are cut away. */
export async function* decodeMp3(bytes: Uint8Array, channelCount: number): AsyncGenerator<PcmAudio> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      const piece = decoder.decode(bytes.subarray(offset, offset + PIECE_BYTES));
      // The decoder makes two equal channels of a mono file.
      if (piece.samplesDecoded > 0)
        yield { sampleRate: piece.sampleRate, channels: piece.channelData.slice(0, channelCount) };
    }
  } finally {
    decoder.free();
  }
}
