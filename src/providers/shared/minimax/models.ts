import type { BitrateTable, TextRule } from '../../../domain/models.ts';
import type { SoundTable } from '../../../domain/song/song-formats.ts';

/** Four rates and four bitrates, for both numbers of channels. */
const BITRATES: BitrateTable = Object.fromEntries(
  [16_000, 24_000, 32_000, 44_100].map((rate) => [rate, { minimum: 32, maximum: 256, only: [32, 64, 128, 256] }]),
);

export const MINIMAX_AUDIO = {
  formats: ['mp3', 'wav'],
  bitrates: { mp3: { 1: BITRATES, 2: BITRATES }, wav: { 1: BITRATES, 2: BITRATES } },
} as const;

export const NOT_A_SONG = { instrumental: false, writesLyrics: false } as const;
/** Published as "mp3, wav, flac and other common formats". */
const COMMON_SOUNDS: SoundTable = {
  MP3: ['MP3'],
  M4A: ['AAC', 'ALAC'],
  WAV: ['PCM'],
  FLAC: ['FLAC'],
  OGG: ['Vorbis', 'Opus'],
  AAC: ['AAC'],
};
export const COVER_REFERENCE = {
  minimumSeconds: 6,
  maximumSeconds: 360,
  maximumBytes: 50_000_000,
  sounds: COMMON_SOUNDS,
} as const;
export const COVER_STYLE: TextRule = { need: 'required', minimum: 10, maximum: 300 };
export const COVER_LYRICS: TextRule = { need: 'optional', minimum: 10, maximum: 1_000 };
/** Covers take 30 s at the least by what is published. */
export const SHORTEST_SECONDS = 20;
