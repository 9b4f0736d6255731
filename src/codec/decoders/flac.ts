import { FLACDecoder } from '@wasm-audio-decoders/flac';
import type { InputAudioTrack } from 'mediabunny';
import type { PcmAudio } from '../pcm.ts';
import { decodePackets } from './packets.ts';

/** Frame by frame: the decoder's own splitting of a whole file loses the last block. */
export async function* decodeFlac(track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    yield* decodePackets(track, async (frames) => {
      const { sampleRate, channelData } = await decoder.decodeFrames(frames);
      return { sampleRate, channels: channelData };
    });
  } finally {
    decoder.free();
  }
}
