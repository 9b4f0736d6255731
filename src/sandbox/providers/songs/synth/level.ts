export interface Levelling {
  /** The level that everything is pulled towards, as root mean square. */
  target: number;
  /** 0 leaves the sound as it is, 1 makes it equally loud everywhere. */
  strength: number;
  /** How fast the level is followed, in seconds. */
  seconds: number;
  /** What is softer than this counts as silence and is not raised. */
  floor: number;
}

/** Evens out loudness, as a mixing engineer does with a voice. Changes its input in place and returns it. */
export function level(samples: Float32Array, sampleRate: number, options: Levelling): Float32Array {
  const { target, strength, seconds, floor } = options;
  const share = 1 - Math.exp(-1 / (seconds * sampleRate));
  let power = target * target;
  let gain = 1;
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] as number;
    power += share * (value * value - power);
    // The gain moves slower than a sample, so it is worked out now and then.
    if (index % 32 === 0) gain = (target / Math.max(floor, Math.sqrt(power))) ** strength;
    samples[index] = value * gain;
  }
  return samples;
}
