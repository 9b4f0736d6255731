import { AudioSampleSink, type InputAudioTrack } from 'mediabunny';
import type { PcmAudio } from '../pcm.ts';

/** Any PCM that the container can hold: 8, 16, 24 and 32 bit, floats, A-law and μ-law, plain and extensible headers, RF64. */
export async function* decodeWav(track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  for await (const sample of new AudioSampleSink(track).samples()) {
    using piece = sample;
    const channels = Array.from({ length: piece.numberOfChannels }, (_, planeIndex) => {
      const channel = new Float32Array(piece.numberOfFrames);
      piece.copyTo(channel, { planeIndex, format: 'f32-planar' });
      return channel;
    });
    yield { sampleRate: piece.sampleRate, channels };
  }
}
