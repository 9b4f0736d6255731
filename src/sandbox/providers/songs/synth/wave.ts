/** One period of a wave at `phase` (0 … 1), without the aliases that a plain jump would fold down. `step` is phase per sample. */
export type Wave = (phase: number, step: number) => number;

export const sine: Wave = (phase) => Math.sin(2 * Math.PI * phase);

export const triangle: Wave = (phase) => 1 - 4 * Math.abs(((phase + 0.25) % 1) - 0.5);

export const saw: Wave = (phase, step) => 2 * phase - 1 - smoothing(phase, step);

/** `width` is the share of the period that is up. */
export function pulse(width: number): Wave {
  return (phase, step) => {
    const falling = (phase + 1 - width) % 1;
    return (phase < width ? 1 : -1) + smoothing(phase, step) - smoothing(falling, step) + (1 - 2 * width);
  };
}

/** PolyBLEP: rounds a jump of 2 at phase 0 over the two samples around it. */
function smoothing(phase: number, step: number): number {
  if (phase < step) {
    const near = phase / step;
    return near + near - near * near - 1;
  }
  if (phase > 1 - step) {
    const near = (phase - 1) / step;
    return near * near + near + near + 1;
  }
  return 0;
}

export interface Tone {
  wave: Wave;
  hertz: number;
  seconds: number;
  /** In seconds; `decay` is the time to a third, without one the tone stays level. */
  attack: number;
  release: number;
  decay?: number;
}

/** One tone with its envelope; `seconds` is held, the release comes after it. */
export function renderTone(sampleRate: number, tone: Tone): Float32Array {
  const { wave, hertz, attack, release, decay } = tone;
  const held = Math.round(tone.seconds * sampleRate);
  const samples = new Float32Array(held + Math.round(release * sampleRate));
  const step = hertz / sampleRate;
  const rise = 1 / Math.max(1, attack * sampleRate);
  const fall = 1 / Math.max(1, release * sampleRate);
  const fade = decay === undefined ? 1 : Math.exp(-1 / (decay * sampleRate));
  let level = 1;
  let phase = 0;
  for (let index = 0; index < samples.length; index++) {
    const opening = Math.min(1, index * rise);
    const closing = index < held ? 1 : 1 - (index - held) * fall;
    samples[index] = wave(phase, step) * opening * closing * level;
    level *= fade;
    phase += step;
    if (phase >= 1) phase -= 1;
  }
  return samples;
}
