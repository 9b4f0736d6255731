export interface PowerMeter {
  /** The next piece of a sound, all its channels of one length and rate. */
  add(channels: readonly Float32Array[]): void;
  /** The mean power of each whole tenth of a second, weighted as BS.1770 has it; `lufsOf` makes loudness of it. */
  read(): readonly number[];
}

export const HOPS_PER_SECOND = 10;

/** Of the six channels of a film: left, right, centre, effects, and the two behind. */
const SURROUND_WEIGHTS = [1, 1, 1, 0, 1.41, 1.41];

/** How much power there is in a sound as it is heard, a number for each tenth of a second. */
export function createPowerMeter(sampleRate: number): PowerMeter {
  const hopLength = Math.round(sampleRate / HOPS_PER_SECOND);
  const hops: number[] = [];
  let filters: Filter[] = [];
  let sum = 0;
  let inHop = 0;

  return {
    add(channels) {
      if (filters.length === 0) filters = channels.map(() => createWeighting(sampleRate));
      const powers = powerOf(channels, filters);
      for (let index = 0; index < powers.length; index += 1) {
        sum += powers[index] as number;
        inHop += 1;
        if (inHop < hopLength) continue;
        hops.push(sum / hopLength);
        sum = 0;
        inHop = 0;
      }
    },
    read: () => hops,
  };
}

/** In LUFS. */
export function lufsOf(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

/** Of all channels together, sample by sample. */
function powerOf(channels: readonly Float32Array[], filters: readonly Filter[]): Float64Array {
  const powers = new Float64Array(channels[0]?.length ?? 0);
  channels.forEach((channel, number) => {
    const weight = channels.length === 6 ? (SURROUND_WEIGHTS[number] ?? 1) : 1;
    const sound = new Float64Array(channel);
    filters[number]?.(sound);
    for (let index = 0; index < powers.length; index += 1) {
      powers[index] = (powers[index] as number) + weight * (sound[index] as number) ** 2;
    }
  });
  return powers;
}

/** How loud each tone seems: a shelf for what a head does to high ones, and less and less of the lowest. */
function createWeighting(sampleRate: number): Filter {
  const filters = [createBiquad(shelfOf(sampleRate)), createBiquad(highPassOf(sampleRate))];
  return (sound) => filters.reduce((filtered, filter) => filter(filtered), sound);
}

type Filter = (sound: Float64Array) => Float64Array;

interface Coefficients {
  b: readonly [number, number, number];
  a: readonly [number, number];
}

/** The standard gives both filters for 48 kHz alone; these are the analogue ones behind them, for any rate. */
function shelfOf(sampleRate: number): Coefficients {
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

function highPassOf(sampleRate: number): Coefficients {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

/** Changes the sound that it is given. */
function createBiquad({ b: [b0, b1, b2], a: [a1, a2] }: Coefficients): Filter {
  let [one, two] = [0, 0];
  return (sound) => {
    for (let index = 0; index < sound.length; index += 1) {
      // What is not a number is silence.
      const value = (sound[index] as number) || 0;
      const out = b0 * value + one;
      one = b1 * value - a1 * out + two;
      two = b2 * value - a2 * out;
      sound[index] = out;
    }
    return sound;
  };
}
