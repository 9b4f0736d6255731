import { decodePieces } from '../codec/decode.ts';
import { encodeMp3Pieces } from '../codec/encode-mp3-pieces.ts';
import type { PcmAudio } from '../codec/pcm.ts';
import { gainTowards, type Loudness } from '../domain/song/loudness.ts';
import { bitrateFor } from './bitrate-for.ts';
import { levelMp3 } from './level-mp3.ts';
import { createLoudnessMeter, type LoudnessMeter } from './loudness-meter.ts';
import { type Sound, soundFor } from './sound-for.ts';
import type { SoundLimits } from './sound-limits.ts';

export interface FitOptions {
  maximumBytes: number;
  maximumKbps: number;
  /** How loud it is to be, in LUFS; null: as it is. */
  lufs: number | null;
  /** What comes after is left out. */
  seconds?: number | undefined;
}

export interface FittedSound {
  bytes: Uint8Array;
  /** In LUFS; null where it was not to be changed, and for silence. */
  lufs: number | null;
}

/**
 * A sound as MP3 of at most so many bytes, as good as fits. Undefined where it would be too bad to listen to. Throws
 * `DecodeError`. Decodes twice, since how long a sound is, nothing but decoding tells for certain; that is a small part of the
 * time, and it spares the memory for all samples. Not for the main process.
 */
export async function fitSound(
  bytes: Uint8Array,
  { maximumBytes, maximumKbps, lufs, seconds: wantedSeconds }: FitOptions,
  limits: SoundLimits,
): Promise<FittedSound | undefined> {
  const pieces = () => firstOf(decodePieces(bytes, limits), wantedSeconds ?? Number.POSITIVE_INFINITY);
  const { seconds, loudness, ...sound } = await describe(pieces(), lufs !== null);
  const factor = loudness && lufs !== null ? 10 ** (gainTowards(lufs, loudness) / 20) : 1;
  let kbps = bitrateFor(seconds, maximumBytes, maximumKbps + 1);
  while (kbps !== undefined) {
    const settings = { bitrateKbps: kbps, ...soundFor(kbps, sound) };
    const mp3 = await encodeMp3Pieces(multiplied(pieces(), factor), settings);
    if (mp3.length <= maximumBytes) {
      return loudness && lufs !== null ? withinPeak(mp3, lufs, limits) : { bytes: mp3, lufs: null };
    }
    kbps = bitrateFor(seconds, maximumBytes, kbps);
  }
  return undefined;
}

/** Encoding makes a sound swing further than it did, and nobody knows how far before it is done. */
async function withinPeak(mp3: Uint8Array, lufs: number, limits: SoundLimits): Promise<FittedSound> {
  const { loudness } = await describe(decodePieces(mp3, limits), true);
  if (!loudness) return { bytes: mp3, lufs: null };
  // It is as loud as it was to be, or as its swing lets it: from here on it is only ever quieter.
  const levelled = levelMp3(mp3, loudness, Math.min(lufs, loudness.lufs));
  return { bytes: levelled.bytes, lufs: levelled.loudness.lufs };
}

interface Described extends Sound {
  seconds: number;
  loudness: Loudness | undefined;
}

async function describe(pieces: AsyncIterable<PcmAudio>, isMeasured: boolean): Promise<Described> {
  let sound: Sound = { sampleRate: 1, channels: 1 };
  let samples = 0;
  let meter: LoudnessMeter | undefined;
  for await (const { sampleRate, channels } of pieces) {
    sound = { sampleRate, channels: channels.length };
    samples += channels[0]?.length ?? 0;
    if (isMeasured) meter ??= createLoudnessMeter(sampleRate);
    meter?.add(channels);
  }
  return { ...sound, seconds: samples / sound.sampleRate, loudness: meter?.read() };
}

async function* firstOf(pieces: AsyncIterable<PcmAudio>, seconds: number): AsyncGenerator<PcmAudio> {
  let left = Number.POSITIVE_INFINITY;
  for await (const { sampleRate, channels } of pieces) {
    left = Math.min(left, Math.round(seconds * sampleRate));
    yield { sampleRate, channels: channels.map((channel) => channel.subarray(0, left)) };
    left -= channels[0]?.length ?? 0;
    if (left <= 0) return;
  }
}

async function* multiplied(pieces: AsyncIterable<PcmAudio>, factor: number): AsyncGenerator<PcmAudio> {
  for await (const { sampleRate, channels } of pieces) {
    yield { sampleRate, channels: channels.map((channel) => channel.map((value) => value * factor)) };
  }
}
