import { createMp3Writer } from './encoders/mp3.ts';
import { limit } from './limit.ts';
import { mixdown } from './mixdown.ts';
import type { PcmAudio } from './pcm.ts';
import { createResampler, type Resampler } from './resample.ts';

export interface Mp3PiecesSettings {
  /** The nearest that the format has at this sample rate is used. */
  bitrateKbps: number;
  /** One that the format has. */
  sampleRate: number;
  channels: 1 | 2;
}

/**
 * Encodes to MP3 what is never in memory as a whole: pieces of one sample rate and of as many channels. Blocks its thread for
 * a piece at a time.
 */
export async function encodeMp3Pieces(
  pieces: AsyncIterable<PcmAudio>,
  { bitrateKbps, sampleRate, channels }: Mp3PiecesSettings,
): Promise<Uint8Array> {
  const writer = await createMp3Writer({ bitrateKbps, sampleRate, channels });
  let resampler: Resampler | undefined;
  const write = (sound: readonly Float32Array[], isLast: boolean) => {
    if (resampler) writer.add(limit({ sampleRate, channels: resampler(sound, isLast) }).channels);
  };
  for await (const piece of pieces) {
    resampler ??= createResampler(piece.sampleRate, sampleRate);
    write(mixdown(piece, channels).channels, false);
  }
  write(
    Array.from({ length: channels }, () => new Float32Array()),
    true,
  );
  return writer.end();
}
