import type { PcmAudio } from './pcm.ts';

/** Zero crossings of the sinc on each side: about 80 dB of rejection with the window below. */
const FINE = 16;
/** Share of the smaller Nyquist frequency that passes; the rest is the filter's slope. */
const PASSBAND = 0.94;
/** Rates with a larger common ratio use the nearest of this many positions between two samples. */
const MAXIMUM_PHASES = 2_048;

/**
 * Changes the sample rate by a windowed sinc; the length becomes the same time, rounded to a sample. Fewer zero crossings
 * make it faster and duller at the top of the band.
 */
export function resample(pcm: PcmAudio, sampleRate: number, zeroCrossings = FINE): PcmAudio {
  if (pcm.sampleRate === sampleRate) return pcm;
  const filter = designFilter(pcm.sampleRate, sampleRate, zeroCrossings);
  const ratio = pcm.sampleRate / sampleRate;
  return { sampleRate, channels: pcm.channels.map((channel) => applyFilter(channel, filter, ratio)) };
}

interface Filter {
  /** For each position between two input samples, the weights of the input samples around it. */
  phases: Float32Array[];
  /** Input samples before the position that carry a weight. */
  reach: number;
}

function designFilter(from: number, to: number, zeroCrossings: number): Filter {
  const phaseCount = Math.min(MAXIMUM_PHASES, to / greatestCommonDivisor(from, to));
  const cutoff = PASSBAND * Math.min(1, to / from);
  const reach = Math.ceil(zeroCrossings / cutoff);
  const phases = Array.from({ length: phaseCount }, (_, phase) => {
    const weights = new Float32Array(2 * reach);
    for (let tap = 0; tap < weights.length; tap++) {
      weights[tap] = windowedSinc(tap - reach + 1 - phase / phaseCount, cutoff, reach);
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
  return { phases, reach };
}

/** `distance` in input samples; a Blackman window over the reach. */
function windowedSinc(distance: number, cutoff: number, reach: number): number {
  const position = Math.abs(distance) / reach;
  if (position >= 1) return 0;
  const window = 0.42 + 0.5 * Math.cos(Math.PI * position) + 0.08 * Math.cos(2 * Math.PI * position);
  const angle = Math.PI * distance * cutoff;
  return (angle === 0 ? 1 : Math.sin(angle) / angle) * window;
}

function applyFilter(input: Float32Array, { phases, reach }: Filter, ratio: number): Float32Array {
  // Silence around the input spares a bounds check at each weight.
  const padded = new Float32Array(input.length + 2 * reach + 1);
  padded.set(input, reach);
  const output = new Float32Array(Math.round(input.length / ratio));
  for (let index = 0; index < output.length; index++) {
    const place = Math.round(index * ratio * phases.length);
    const start = Math.floor(place / phases.length) + 1;
    const weights = phases[place % phases.length] as Float32Array;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += (weights[tap] as number) * (padded[start + tap] as number);
    output[index] = sum;
  }
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
