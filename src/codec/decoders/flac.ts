import type { InputAudioTrack } from 'mediabunny';
import type { PcmAudio } from '../pcm.ts';
import { decodePackets } from './packets.ts';

/** Frame by frame: the decoder's own splitting of a whole file loses the last block. */
export async function* decodeFlac(track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  // Loaded where it is needed: each sound has a process of its own, and most are no FLAC.
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
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
