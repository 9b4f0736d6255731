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

/**
 * Makes a mix ready to be encoded: no offset, loud peaks rounded, the highest at −1 dBFS so that a lossy encoder has room,
 * soft ends. `drive` is how far above full scale the mix may reach before it is rounded.
 */
export function finish(mix: Stereo, sampleRate: number, { drive = 1.25, fadeSeconds = 0.01 } = {}): Stereo {
  removeOffset(mix.left, sampleRate);
  removeOffset(mix.right, sampleRate);
  const before = highest(mix);
  if (before === 0) return mix;
  for (const channel of [mix.left, mix.right]) {
    for (let index = 0; index < channel.length; index++) {
      channel[index] = Math.tanh((drive * (channel[index] as number)) / before);
    }
  }
  const gain = 10 ** (-1 / 20) / highest(mix);
  const fade = Math.max(1, Math.round(fadeSeconds * sampleRate));
  for (const channel of [mix.left, mix.right]) {
    for (let index = 0; index < channel.length; index++) {
      const edge = Math.min(1, (index + 1) / fade, (channel.length - index) / fade);
      channel[index] = (channel[index] as number) * gain * edge;
    }
  }
  return mix;
}

function highest({ left, right }: Stereo): number {
  let most = 0;
  for (const channel of [left, right]) {
    for (const value of channel) if (Math.abs(value) > most) most = Math.abs(value);
  }
  return most;
}

/** A one-pole highpass at 20 Hz. */
function removeOffset(samples: Float32Array, sampleRate: number): void {
  const share = 1 - Math.exp((-2 * Math.PI * 20) / sampleRate);
  let offset = 0;
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] as number;
    offset += share * (value - offset);
    samples[index] = value - offset;
  }
}
