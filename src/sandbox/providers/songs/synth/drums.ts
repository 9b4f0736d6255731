import { applyFilter, bandpass, highpass, lowpass } from './filters.ts';
import type { Random } from './random.ts';

export type DrumName = 'kick' | 'snare' | 'clap' | 'hat' | 'openHat' | 'crash';

/** One stroke of each drum, to be mixed in wherever it is hit. */
export type DrumKit = Readonly<Record<DrumName, Float32Array>>;

export interface DrumTuning {
  /** Where the kick ends its fall, in hertz. */
  kickHertz: number;
  /** Lengths are multiplied with it. */
  length: number;
  /** Above it the noise of the drums is cut, in hertz. */
  brightness: number;
}

export function createDrumKit(sampleRate: number, random: Random, tuning: DrumTuning): DrumKit {
  const { length, brightness } = tuning;
  const noise = (seconds: number, decaySeconds: number) => renderNoise(sampleRate, random, seconds, decaySeconds);
  const dull = (samples: Float32Array) => applyFilter(samples, lowpass(sampleRate, brightness));
  const hat = (seconds: number) =>
    dull(applyFilter(noise(seconds * length * 4, seconds * length), highpass(sampleRate, 6_500)));
  return {
    kick: renderKick(sampleRate, tuning),
    snare: dull(renderSnare(sampleRate, noise, length)),
    clap: dull(renderClap(sampleRate, noise, length)),
    hat: hat(0.018),
    openHat: hat(0.09),
    crash: dull(applyFilter(noise(1.6 * length, 0.4 * length), highpass(sampleRate, 4_000))),
  };
}

function renderNoise(sampleRate: number, random: Random, seconds: number, decaySeconds: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  const fade = Math.exp(-1 / (decaySeconds * sampleRate));
  let level = 1;
  for (let index = 0; index < samples.length; index++) {
    samples[index] = (2 * random() - 1) * level;
    level *= fade;
  }
  return samples;
}

function renderKick(sampleRate: number, { kickHertz, length }: DrumTuning): Float32Array {
  const samples = new Float32Array(Math.round(0.4 * length * sampleRate));
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const time = index / sampleRate;
    phase += (kickHertz + 130 * Math.exp(-time / 0.022)) / sampleRate;
    const closing = 1 - index / samples.length;
    samples[index] = Math.sin(2 * Math.PI * phase) * Math.exp(-time / (0.14 * length)) * closing;
  }
  return samples;
}

type Noise = (seconds: number, decaySeconds: number) => Float32Array;

function renderSnare(sampleRate: number, noise: Noise, length: number): Float32Array {
  const wires = applyFilter(noise(0.3 * length, 0.07 * length), highpass(sampleRate, 1_400));
  return wires.map((value, index) => {
    const time = index / sampleRate;
    return 0.6 * value + 0.5 * Math.sin(2 * Math.PI * 185 * time) * Math.exp(-time / 0.05);
  });
}

/** Four hands that are not quite together. */
function renderClap(sampleRate: number, noise: Noise, length: number): Float32Array {
  const samples = new Float32Array(Math.round(0.35 * length * sampleRate));
  for (const [seconds, decaySeconds] of [
    [0, 0.006],
    [0.011, 0.006],
    [0.023, 0.006],
    [0.034, 0.08 * length],
  ] as const) {
    const hand = noise(0.25 * length, decaySeconds);
    const start = Math.round(seconds * sampleRate);
    for (let index = 0; index < hand.length && start + index < samples.length; index++) {
      samples[start + index] = (samples[start + index] as number) + (hand[index] as number);
    }
  }
  return applyFilter(samples, bandpass(sampleRate, 1_500, 0.8));
}
