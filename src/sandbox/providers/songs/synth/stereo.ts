/** A picture of sound between two speakers, filled by mixing into it. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export function createStereo(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

export interface Placement {
  /** In samples; what lies outside of the target is left out. */
  start: number;
  gain: number;
  /** −1 is left, 1 is right. */
  pan?: number;
}

/** Equal power: as loud at the sides as in the middle. */
export function mixAt(target: Stereo, samples: Float32Array, { start, gain, pan = 0 }: Placement): void {
  const angle = ((pan + 1) * Math.PI) / 4;
  addAt(target.left, samples, start, gain * Math.SQRT2 * Math.cos(angle));
  addAt(target.right, samples, start, gain * Math.SQRT2 * Math.sin(angle));
}

export function addAt(target: Float32Array, samples: Float32Array, start: number, gain: number): void {
  const first = Math.max(0, -start);
  const last = Math.min(samples.length, target.length - start);
  for (let index = first; index < last; index++) {
    target[start + index] = (target[start + index] as number) + gain * (samples[index] as number);
  }
}

export function mixStereo(target: Stereo, source: Stereo, gain: number): void {
  addAt(target.left, source.left, 0, gain);
  addAt(target.right, source.right, 0, gain);
}
