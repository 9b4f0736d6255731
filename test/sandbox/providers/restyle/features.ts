import type { PcmAudio } from '../../../../src/codec/pcm.ts';
import { resample } from '../../../../src/codec/resample.ts';
import { eachSpectrum } from '../../../../src/sandbox/providers/restyle/analysis/spectra.ts';
import { middleOf } from './measures.ts';

const RATE = 22_050;
const SIZE = 2_048;
const HOP = 512;
/** Where one band ends and the next begins, in hertz. */
const EDGES = [0, 150, 500, 1_500, 4_000, RATE / 2] as const;

/** How a piece of music sounds, in a few numbers that can be read. */
export interface SoundFeatures {
  /** Of the mean spectrum, in hertz: how bright it is. */
  centroidHertz: number;
  /** Shares of the energy: bass, low middle, middle, presence, highs. */
  bands: number[];
  /** How often a second something begins. */
  onsetsPerSecond: number;
}

/** Measures the middle between the speakers. */
export function soundFeatures(song: PcmAudio): SoundFeatures {
  const [samples = new Float32Array()] = resample(middleOf(song), RATE).channels;
  const power = new Float64Array(SIZE / 2 + 1);
  const flux: number[] = [];
  let before = new Float32Array(SIZE / 2 + 1);
  eachSpectrum(samples, { size: SIZE, hop: HOP }, (magnitudes) => {
    let rise = 0;
    for (let bin = 0; bin <= SIZE / 2; bin++) {
      const magnitude = magnitudes[bin] ?? 0;
      power[bin] = (power[bin] ?? 0) + magnitude ** 2;
      rise += Math.max(0, Math.log1p(magnitude) - (before[bin] ?? 0));
    }
    flux.push(rise);
    before = Float32Array.from(magnitudes, (magnitude) => Math.log1p(magnitude));
  });
  const total = power.reduce((sum, value) => sum + value, 0);
  const hertzOf = (bin: number) => (bin * RATE) / SIZE;
  return {
    centroidHertz: power.reduce((sum, value, bin) => sum + value * hertzOf(bin), 0) / total,
    bands: EDGES.slice(0, -1).map((low, index) => {
      const high = EDGES[index + 1] ?? RATE;
      const part = power.filter((_, bin) => hertzOf(bin) >= low && hertzOf(bin) < high);
      return part.reduce((sum, value) => sum + value, 0) / total;
    }),
    onsetsPerSecond: countPeaks(flux) / (samples.length / RATE),
  };
}

/** Local peaks that stand out of what is around them. */
function countPeaks(flux: readonly number[]): number {
  return flux.filter((value, index) => {
    const around = flux.slice(Math.max(0, index - 8), index + 9);
    const mean = around.reduce((sum, other) => sum + other, 0) / around.length;
    return value > 1.35 * mean && value === Math.max(...flux.slice(Math.max(0, index - 3), index + 4));
  }).length;
}
