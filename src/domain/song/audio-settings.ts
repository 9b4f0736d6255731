import type { AudioSettings } from '../job.ts';
import type { AudioFormat, BitrateTable, Model } from '../models.ts';

const CD_RATE = 44_100;

/** What a server wants its covers made as. Vorbis knows 48 kHz, and models take OGG at no other of the usual rates. */
export function wishedAudio({ format, bitrateKbps }: AudioWish): AudioSettings {
  return { format, bitrateKbps, sampleRate: format === 'ogg' ? 48_000 : CD_RATE, channels: 2 };
}

/**
 * How a model is asked to encode: as wished where it can, else the nearest that it has. MP3 is what every model makes.
 */
export function audioFor(model: Pick<Model, 'formats' | 'bitrates'>, wish: AudioWish): AudioSettings {
  const format = model.formats.includes(wish.format) ? wish.format : 'mp3';
  const table = model.bitrates[format]?.[2];
  if (!table) return { format, bitrateKbps: wish.bitrateKbps, sampleRate: CD_RATE, channels: 2 };
  const sampleRate = CD_RATE in table ? CD_RATE : Math.max(...Object.keys(table).map(Number));
  return { format, bitrateKbps: nearestBitrate(table, sampleRate, wish.bitrateKbps), sampleRate, channels: 2 };
}

export interface AudioWish {
  format: AudioFormat;
  bitrateKbps: number;
}

function nearestBitrate(table: BitrateTable, sampleRate: number, wished: number): number {
  const bounds = table[sampleRate];
  if (!bounds) return wished;
  const { minimum, maximum, only } = bounds;
  if (!only) return Math.min(maximum, Math.max(minimum, wished));
  return only.toSorted((one, other) => Math.abs(one - wished) - Math.abs(other - wished))[0] ?? wished;
}
