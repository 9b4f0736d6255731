/** The coefficients of a second order filter, normalised; from the Audio EQ Cookbook of Robert Bristow-Johnson. */
export interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

/** Changes its input in place and returns it. */
export function applyFilter(samples: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): Float32Array {
  let first = 0;
  let second = 0;
  for (let index = 0; index < samples.length; index++) {
    const input = samples[index] as number;
    const output = b0 * input + first;
    first = b1 * input - a1 * output + second;
    second = b2 * input - a2 * output;
    samples[index] = output;
  }
  return samples;
}

export function lowpass(sampleRate: number, hertz: number, q = Math.SQRT1_2): Biquad {
  const { cosine, alpha } = prepare(sampleRate, hertz, q);
  return normalise((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

export function highpass(sampleRate: number, hertz: number, q = Math.SQRT1_2): Biquad {
  const { cosine, alpha } = prepare(sampleRate, hertz, q);
  return normalise((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Unity gain at the centre. */
export function bandpass(sampleRate: number, hertz: number, q: number): Biquad {
  const { cosine, alpha } = prepare(sampleRate, hertz, q);
  return normalise(alpha, 0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha);
}

export function peak(sampleRate: number, hertz: number, q: number, decibels: number): Biquad {
  const { cosine, alpha } = prepare(sampleRate, hertz, q);
  const gain = 10 ** (decibels / 40);
  return normalise(1 + alpha * gain, -2 * cosine, 1 - alpha * gain, 1 + alpha / gain, -2 * cosine, 1 - alpha / gain);
}

/** Frequencies above the band are held just below its end, where the filter does next to nothing. */
function prepare(sampleRate: number, hertz: number, q: number): { cosine: number; alpha: number } {
  const angle = 2 * Math.PI * Math.min(0.49, hertz / sampleRate);
  return { cosine: Math.cos(angle), alpha: Math.sin(angle) / (2 * q) };
}

function normalise(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): Biquad {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}
