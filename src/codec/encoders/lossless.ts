import { registerFlacEncoder } from '@mediabunny/flac-encoder';
import { AudioSample, AudioSampleSource, BufferTarget, FlacOutputFormat, Output, WavOutputFormat } from 'mediabunny';
import type { PcmAudio } from '../pcm.ts';
import { piecesOf } from './pieces.ts';

/** 16 bit; FLAC is encoded in a thread of its own that ends with the file. */
export async function encodeLossless(pcm: PcmAudio, format: 'wav' | 'flac'): Promise<Uint8Array> {
  if (format === 'flac') registerFlacEncoder();
  const target = new BufferTarget();
  const output = new Output({ target, format: format === 'wav' ? new WavOutputFormat() : new FlacOutputFormat() });
  const source = new AudioSampleSource(format === 'wav' ? { codec: 'pcm-s16' } : { codec: 'flac' });
  output.addAudioTrack(source);
  await output.start();
  let written = 0;
  for (const channels of piecesOf(pcm)) {
    using sample = new AudioSample({
      data: interleave(channels),
      format: 's16',
      numberOfChannels: channels.length,
      sampleRate: pcm.sampleRate,
      timestamp: written / pcm.sampleRate,
    });
    await source.add(sample);
    written += channels[0]?.length ?? 0;
  }
  await output.finalize();
  if (!target.buffer) throw new Error('the encoder made no file');
  return new Uint8Array(target.buffer);
}

function interleave(channels: readonly Float32Array[]): Int16Array {
  const frames = channels[0]?.length ?? 0;
  const samples = new Int16Array(frames * channels.length);
  for (const [offset, channel] of channels.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      const value = channel[frame] ?? 0;
      samples[frame * channels.length + offset] = Math.round(value * (value < 0 ? 32_768 : 32_767));
    }
  }
  return samples;
}
