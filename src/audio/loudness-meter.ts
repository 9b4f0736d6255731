import type { Loudness } from '../domain/song/loudness.ts';
import { createPowerMeter, lufsOf } from './power-meter.ts';
import { createTruePeakMeter } from './true-peak-meter.ts';

export interface LoudnessMeter {
  /** The next piece of a sound, all its channels of one length and rate. */
  add(channels: readonly Float32Array[]): void;
  /** Of the whole; undefined where it is silent, or shorter than can be judged. */
  read(): Loudness | undefined;
}

/** A block of 400 ms begins each 100 ms. */
const HOPS_PER_BLOCK = 4;

/** What is this quiet is a pause, in LUFS. */
const ABSOLUTE_GATE = -70;
/** What is so much quieter than the rest is none of the song's loudness, in LU. */
const RELATIVE_GATE = -10;

/**
 * Loudness over the whole of a sound and its true peak, as ITU-R BS.1770 has them. What is kept of the sound is a number for each
 * tenth of a second.
 */
export function createLoudnessMeter(sampleRate: number): LoudnessMeter {
  const powers = createPowerMeter(sampleRate);
  const peaks = createTruePeakMeter(sampleRate);

  return {
    add(channels) {
      peaks.add(channels);
      powers.add(channels);
    },
    read() {
      const lufs = gated(blocksOf(powers.read()));
      const truePeakDb = 20 * Math.log10(peaks.read());
      return Number.isFinite(lufs) && Number.isFinite(truePeakDb) ? { lufs, truePeakDb } : undefined;
    },
  };
}

function blocksOf(hops: readonly number[]): number[] {
  return hops.slice(HOPS_PER_BLOCK - 1).map((_, index) => mean(hops.slice(index, index + HOPS_PER_BLOCK)));
}

function gated(blocks: readonly number[]): number {
  const heard = blocks.filter((block) => lufsOf(block) > ABSOLUTE_GATE);
  const gate = lufsOf(mean(heard)) + RELATIVE_GATE;
  return lufsOf(mean(heard.filter((block) => lufsOf(block) > gate)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
