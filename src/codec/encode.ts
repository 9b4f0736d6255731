import { encodeLossless } from './encoders/lossless.ts';
import { encodeMp3 } from './encoders/mp3.ts';
import { encodeVorbis } from './encoders/vorbis.ts';
import { limit } from './limit.ts';
import { mixdown } from './mixdown.ts';
import type { PcmAudio } from './pcm.ts';
import { resample } from './resample.ts';

export interface EncodeSettings {
  format: 'mp3' | 'wav' | 'flac' | 'ogg';
  /** For MP3 and OGG; the nearest that the format has at this sample rate is used. */
  bitrateKbps: number;
  /** The nearest that the format can hold is used. */
  sampleRate: number;
  channels: 1 | 2;
}

/** In hertz, as the encoders take them; WAV holds any. */
const sampleRates: Record<'mp3' | 'flac' | 'ogg', readonly number[]> = {
  mp3: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
  flac: [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000],
  ogg: [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
};

/**
 * Encodes to MP3 (constant bitrate, gapless header), WAV and FLAC (16 bit) or Ogg Vorbis. Every format decodes to exactly
 * as many samples as went in, but for rounding where the rate changes. Blocks its thread for MP3 and OGG.
 */
export async function encodeAudio(pcm: PcmAudio, settings: EncodeSettings): Promise<Uint8Array> {
  const { format, bitrateKbps, channels } = settings;
  const sampleRate = format === 'wav' ? settings.sampleRate : nearest(sampleRates[format], settings.sampleRate);
  const sound = limit(resample(mixdown(pcm, channels), sampleRate));
  if (format === 'mp3') return await encodeMp3(sound, bitrateKbps);
  if (format === 'ogg') return await encodeVorbis(sound, bitrateKbps);
  return await encodeLossless(sound, format);
}

function nearest(choices: readonly number[], wanted: number): number {
  return choices.reduce((best, choice) => (Math.abs(choice - wanted) < Math.abs(best - wanted) ? choice : best));
}
