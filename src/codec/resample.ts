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
  const resampler = createResampler(pcm.sampleRate, sampleRate, zeroCrossings);
  return { sampleRate, channels: resampler(pcm.channels, true) };
}

/** Takes a sound piece by piece, each with the same channels, and gives what is ready: some samples less, the rest with the last. */
export type Resampler = (channels: readonly Float32Array[], isLast: boolean) => Float32Array[];

/** Like `resample`, to the sample, for sound that is not in memory as a whole. */
export function createResampler(from: number, to: number, zeroCrossings = FINE): Resampler {
  if (from === to) return (channels) => [...channels];
  const filter = designFilter(from, to, zeroCrossings);
  const filters: ChannelFilter[] = [];
  return (channels, isLast) =>
    channels.map((channel, index) => {
      filters[index] ??= createChannelFilter(filter, from / to);
      return filters[index](channel, isLast);
    });
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

type ChannelFilter = (input: Float32Array, isLast: boolean) => Float32Array;

function createChannelFilter({ phases, reach }: Filter, ratio: number): ChannelFilter {
  // Silence around the input spares a bounds check at each weight.
  let held = new Float32Array(reach);
  let heldFrom = 0;
  let received = 0;
  let made = 0;
  const startOf = (index: number) => Math.floor(Math.round(index * ratio * phases.length) / phases.length) + 1;

  return (input, isLast) => {
    received += input.length;
    const padded = new Float32Array(held.length + input.length + (isLast ? reach + 1 : 0));
    padded.set(held);
    padded.set(input, held.length);
    let until = Math.round(received / ratio);
    const lastStart = heldFrom + padded.length - 2 * reach;
    while (!isLast && until > made && startOf(until - 1) > lastStart) until -= 1;

    const output = new Float32Array(until - made);
    for (let index = made; index < until; index++) {
      const start = startOf(index) - heldFrom;
      const weights = phases[Math.round(index * ratio * phases.length) % phases.length] as Float32Array;
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += (weights[tap] as number) * (padded[start + tap] as number);
      output[index - made] = sum;
    }
    made = until;
    const kept = Math.min(padded.length, Math.max(0, startOf(made) - heldFrom));
    held = padded.slice(kept);
    heldFrom += kept;
    return output;
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
