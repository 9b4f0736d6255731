/** How loud a song is for its listeners, by ITU-R BS.1770-5, in LUFS; −∞ for silence and for what is shorter than 0.4 s. */
export function integratedLoudness(channels: readonly Float32Array[], sampleRate: number): number {
  const steps = channels.map((channel) => stepPowers(channel, sampleRate));
  const count = Math.max(0, (steps[0]?.length ?? 0) - STEPS_PER_BLOCK + 1);
  const blocks = Array.from({ length: count }, (_, first) =>
    sum(steps.map((powers) => mean(powers.slice(first, first + STEPS_PER_BLOCK)))),
  );
  const heard = blocks.filter((power) => loudnessOf(power) > ABSOLUTE_GATE);
  const gate = loudnessOf(mean(heard)) - RELATIVE_GATE;
  return loudnessOf(mean(heard.filter((power) => loudnessOf(power) > gate)));
}

/** Blocks of 0.4 s that overlap by three quarters. */
const STEP_SECONDS = 0.1;
const STEPS_PER_BLOCK = 4;
/** What is softer than this, in LUFS, is a pause; and what is so much softer than the rest, in LU. */
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = 10;

function loudnessOf(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

/** The mean square of each step, as the ear weighs it. */
function stepPowers(samples: Float32Array, sampleRate: number): number[] {
  const size = Math.round(STEP_SECONDS * sampleRate);
  const weighed = [headShelf(sampleRate), lowCut(sampleRate)].reduce(filtered, samples);
  return Array.from({ length: Math.floor(samples.length / size) }, (_, step) => {
    let power = 0;
    for (let index = step * size; index < (step + 1) * size; index++) power += (weighed[index] as number) ** 2;
    return power / size;
  });
}

interface Biquad {
  b: readonly [number, number, number];
  a: readonly [number, number];
}

/**
 * The standard gives both filters as numbers for 48 kHz. These are the analogue ones behind them, so that they are right at
 * any rate: how a head bends what comes to it, and how little the ear makes of the lowest sounds.
 */
function headShelf(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 1_681.974450955533) / sampleRate);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [(high + (middle * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (middle * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function lowCut(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

function filtered(samples: Float32Array, { b: [b0, b1, b2], a: [a1, a2] }: Biquad): Float32Array {
  let [first, second] = [0, 0];
  return samples.map((value) => {
    const result = b0 * value + first;
    first = b1 * value - a1 * result + second;
    second = b2 * value - a2 * result;
    return result;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** 0 of none: silence. */
function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}
