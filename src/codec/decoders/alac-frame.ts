import { DecodeError } from '../decode-error.ts';

/** What a track says of all its packets: the "magic cookie" of Apple Lossless. */
export interface AlacConfig {
  samplesPerPacket: number;
  bitDepth: number;
  /** How the adaptive Golomb coder begins, and how it adapts. */
  initialHistory: number;
  historyMultiplier: number;
  riceLimit: number;
  channels: number;
  sampleRate: number;
}

const ELEMENT = { single: 0, pair: 1, effects: 3, end: 7 } as const;
const CONFIG_BYTES = 24;

/** Undefined where these are too few bytes, or say what cannot be. */
export function readAlacConfig(bytes: Uint8Array): AlacConfig | undefined {
  if (bytes.length < CONFIG_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const config = {
    samplesPerPacket: view.getUint32(0),
    bitDepth: view.getUint8(5),
    historyMultiplier: view.getUint8(6),
    initialHistory: view.getUint8(7),
    riceLimit: view.getUint8(8),
    channels: view.getUint8(9),
    sampleRate: view.getUint32(20),
  };
  const isKnown = [16, 20, 24, 32].includes(config.bitDepth) && config.channels >= 1 && config.channels <= 2;
  const { samplesPerPacket, sampleRate } = config;
  return isKnown && samplesPerPacket > 0 && samplesPerPacket <= 16_384 && sampleRate > 0 ? config : undefined;
}

/** The samples of one packet, each channel by itself, as whole numbers of the track's depth. Throws `DecodeError`. */
export function decodeAlacPacket(packet: Uint8Array, config: AlacConfig): Int32Array[] {
  const bits = new Bits(packet);
  const kind = bits.read(3);
  if (kind === ELEMENT.end) throw new DecodeError('damaged', 'is an empty packet');
  if (kind !== ELEMENT.single && kind !== ELEMENT.pair && kind !== ELEMENT.effects) {
    throw new DecodeError('unsupported', 'has elements that are no sound');
  }
  bits.read(4 + 12);
  const isPartial = bits.read(1) === 1;
  const shiftedBytes = bits.read(2);
  const isRaw = bits.read(1) === 1;
  const count = isPartial ? bits.read(32) : config.samplesPerPacket;
  if (count > config.samplesPerPacket) throw new DecodeError('damaged', 'has more samples than a packet may');
  const channels = kind === ELEMENT.pair ? 2 : 1;
  if (isRaw) return readRaw(bits, { channels, count, depth: config.bitDepth });
  return readPredicted(bits, { channels, count, shift: 8 * shiftedBytes, config });
}

function readRaw(bits: Bits, { channels, count, depth }: { channels: number; count: number; depth: number }) {
  const planes = Array.from({ length: channels }, () => new Int32Array(count));
  for (let index = 0; index < count; index++) {
    for (const plane of planes) plane[index] = signed(bits.read(depth), depth);
  }
  return planes;
}

interface Predictor {
  mode: number;
  shift: number;
  multiplier: number;
  coefficients: Int16Array;
}

interface Predicted {
  channels: number;
  count: number;
  /** Lowest bits that are kept apart, as they are. */
  shift: number;
  config: AlacConfig;
}

function readPredicted(bits: Bits, { channels, count, shift, config }: Predicted): Int32Array[] {
  const depth = config.bitDepth - shift + (channels - 1);
  const mixBits = bits.read(8);
  const mixWeight = signed(bits.read(8), 8);
  const predictors = Array.from({ length: channels }, () => readPredictor(bits));
  const low = bits.fork();
  if (shift > 0) bits.skip(shift * channels * count);
  const planes = predictors.map((predictor) => {
    const rest = readResiduals(bits, { count, depth, multiplier: predictor.multiplier, config });
    // The second mode is a sum over the first.
    if (predictor.mode !== 0) predict(rest, FIRST_ORDER, depth);
    predict(rest, predictor, depth);
    return rest;
  });
  const [first, second] = planes;
  if (first && second && mixWeight !== 0) unmix(first, second, mixBits, mixWeight);
  if (shift > 0) {
    for (let index = 0; index < count; index++) {
      for (const plane of planes) plane[index] = ((plane[index] as number) << shift) | low.read(shift);
    }
  }
  return planes;
}

function readPredictor(bits: Bits): Predictor {
  const [mode, shift, multiplier, order] = [bits.read(4), bits.read(4), bits.read(3), bits.read(5)];
  const coefficients = Int16Array.from({ length: order }, () => signed(bits.read(16), 16));
  return { mode, shift, multiplier, coefficients };
}

const HISTORY_SHIFT = 9;
const HISTORY_UNIT = 1 << HISTORY_SHIFT;
const LONGEST_PREFIX = 9;
const MOST_IN_RUN = 65_535;

interface Residuals {
  count: number;
  depth: number;
  multiplier: number;
  config: AlacConfig;
}

/** Adaptive Golomb codes: what differs from the prediction, with runs of nothing in silence. */
function readResiduals(bits: Bits, { count, depth, multiplier, config }: Residuals): Int32Array {
  const residuals = new Int32Array(count);
  const weight = (multiplier * config.historyMultiplier) >> 2;
  let history = config.initialHistory;
  let follows = 0;
  for (let index = 0; index < count; ) {
    const bitCount = Math.min(31 - Math.clz32((history >> HISTORY_SHIFT) + 3), config.riceLimit);
    const code = bits.golomb(bitCount, (1 << bitCount) - 1, depth);
    const folded = code + follows;
    residuals[index] = folded & 1 ? -((folded + 1) >> 1) : (folded + 1) >> 1;
    index += 1;
    history = weight * folded + history - ((weight * history) >> HISTORY_SHIFT);
    if (code > 0xffff) history = 0xffff;
    follows = 0;
    if (history << 2 >= HISTORY_UNIT || index >= count) continue;
    const runBits = Math.clz32(history) - 24 + ((history + 16) >> 6);
    const modulus = ((1 << runBits) - 1) & ((1 << config.riceLimit) - 1);
    const run = bits.golomb(runBits, modulus, 16);
    if (index + run > count) throw new DecodeError('damaged', 'has a pause that is longer than its packet');
    index += run;
    follows = run >= MOST_IN_RUN ? 0 : 1;
    history = 0;
  }
  return residuals;
}

const FIRST_ORDER: Predictor = { mode: 0, shift: 0, multiplier: 0, coefficients: new Int16Array(31) };

/** Makes samples of residuals, in place; the coefficients learn from each of them. */
function predict(values: Int32Array, { coefficients, shift }: Predictor, depth: number): void {
  const order = coefficients.length;
  if (order === 0) return;
  const unused = 32 - depth;
  const wrapped = (value: number) => (value << unused) >> unused;
  const isFirstOrder = order === 31;
  const warmUp = isFirstOrder ? values.length : Math.min(values.length, order + 1);
  for (let index = 1; index < warmUp; index++) {
    values[index] = wrapped((values[index] as number) + (values[index - 1] as number));
  }
  if (isFirstOrder) return;
  const half = shift === 0 ? 0 : 1 << (shift - 1);
  for (let index = order + 1; index < values.length; index++) {
    const top = values[index - order - 1] as number;
    let sum = 0;
    for (let tap = 0; tap < order; tap++) {
      sum = (sum + Math.imul(coefficients[tap] as number, (values[index - 1 - tap] as number) - top)) | 0;
    }
    let rest = values[index] as number;
    const sign = Math.sign(rest);
    values[index] = wrapped(rest + top + ((sum + half) >> shift));
    for (let tap = order - 1; tap >= 0 && rest * sign > 0; tap--) {
      const difference = top - (values[index - 1 - tap] as number);
      const step = Math.sign(difference) * sign;
      coefficients[tap] = (coefficients[tap] as number) - step;
      rest -= (order - tap) * ((step * difference) >> shift);
    }
  }
}

function unmix(first: Int32Array, second: Int32Array, mixBits: number, mixWeight: number): void {
  for (let index = 0; index < first.length; index++) {
    const [sum, difference] = [first[index] as number, second[index] as number];
    const left = sum + difference - ((mixWeight * difference) >> mixBits);
    first[index] = left;
    second[index] = left - difference;
  }
}

function signed(value: number, bits: number): number {
  return (value << (32 - bits)) >> (32 - bits);
}

/** Bits from the highest on; behind the end of the packet, it is damaged. */
class Bits {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  fork(): Bits {
    return new Bits(this.#bytes, this.#at);
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length * 8) throw new DecodeError('damaged', 'ends within a packet');
  }

  /** Up to 32 of them. */
  read(count: number): number {
    let value = 0;
    let [at, left] = [this.#at, count];
    this.skip(count);
    while (left > 0) {
      const taken = Math.min(left, 8 - (at & 7));
      const byte = this.#bytes[at >> 3] as number;
      value = value * 2 ** taken + ((byte >> (8 - (at & 7) - taken)) & ((1 << taken) - 1));
      at += taken;
      left -= taken;
    }
    return value;
  }

  golomb(bitCount: number, modulus: number, escapeBits: number): number {
    let prefix = 0;
    while (prefix < LONGEST_PREFIX && this.read(1) === 1) prefix += 1;
    if (prefix === LONGEST_PREFIX) return this.read(escapeBits);
    if (bitCount <= 1) return bitCount === 1 && modulus === 1 ? prefix : prefix * modulus;
    const rest = this.read(bitCount);
    if (rest >= 2) return prefix * modulus + rest - 1;
    // Two codes share their last bit.
    this.#at -= 1;
    return prefix * modulus;
  }
}
