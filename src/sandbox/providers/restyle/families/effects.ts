import type { Stereo } from '../../songs/synth/stereo.ts';

/** Rounds peaks softly; quiet sound passes unchanged. In place. */
export function saturate(samples: Float32Array, drive: number): Float32Array {
  for (let index = 0; index < samples.length; index++) {
    samples[index] = Math.tanh(drive * (samples[index] as number)) / drive;
  }
  return samples;
}

/** Fewer steps in time and in loudness, as old game consoles had. In place. */
export function crush(samples: Float32Array, { every, steps }: { every: number; steps: number }): Float32Array {
  let held = 0;
  for (let index = 0; index < samples.length; index++) {
    if (index % every === 0) held = Math.round((samples[index] as number) * steps) / steps;
    samples[index] = held;
  }
  return samples;
}

export interface Wobble {
  /** How far the time moves to and fro, in seconds. */
  depth: number;
  /** Turns per second. */
  hertz: number;
  /** Where in its turn it begins, 0 … 1. */
  phase: number;
}

/** A tape that runs unevenly: pitch slides up and down a little. */
export function wobble(samples: Float32Array, sampleRate: number, { depth, hertz, phase }: Wobble): Float32Array {
  const reach = depth * sampleRate;
  const turn = (2 * Math.PI * hertz) / sampleRate;
  return samples.map((_, index) => {
    const place = index + reach * Math.sin(turn * index + 2 * Math.PI * phase);
    const before = Math.floor(place);
    const share = place - before;
    return (1 - share) * (samples[before] ?? 0) + share * (samples[before + 1] ?? 0);
  });
}

/** Ducks a mix at each time and lets it come back within `seconds`. In place. */
export function pump(mix: Stereo, sampleRate: number, times: readonly number[], seconds: number, depth: number): void {
  const length = Math.round(seconds * sampleRate);
  for (const time of times) {
    const start = Math.round(time * sampleRate);
    for (let offset = Math.max(0, -start); offset < length && start + offset < mix.left.length; offset++) {
      const gain = 1 - depth * (1 - offset / length) ** 2;
      mix.left[start + offset] = (mix.left[start + offset] as number) * gain;
      mix.right[start + offset] = (mix.right[start + offset] as number) * gain;
    }
  }
}
