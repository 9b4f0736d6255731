import { createFft, hannWindow } from './fft.ts';
import { copyFrame } from './spectra.ts';

const SIZE = 2_048;
const HOP = SIZE / 2;
/** Bass and kick drum stand in the middle too, and are not the lead; in hertz. */
const LOWEST = 170;
/** Half width of the average that draws the resonances over the harmonics; wider than a high voice's harmonics. */
const ENVELOPE_HERTZ = 380;

export interface LeadVoice {
  /** How far the voice's resonances move, while its pitch stays: below 1 a larger throat, above 1 a smaller one. */
  throat: number;
}

/**
 * What stands in the middle between the speakers, as singers do, as another voice: by frequency band the share of the
 * middle that the sides do not have, with its resonances moved. A mono song has no sides: all of it is kept.
 */
export function extractLead(
  left: Float32Array,
  right: Float32Array,
  sampleRate: number,
  voice: LeadVoice,
): Float32Array {
  const lead = new Float32Array(left.length);
  const fft = createFft(SIZE);
  const window = hannWindow(SIZE).map(Math.sqrt);
  const [real, imaginary] = [new Float32Array(SIZE), new Float32Array(SIZE)];
  const gains = createGains(sampleRate, voice.throat);
  for (let start = -HOP; start < left.length; start += HOP) {
    // Two real signals in one transform: the middle as real part, the side as imaginary part.
    copyFrame(real, left, start);
    copyFrame(imaginary, right, start);
    for (let index = 0; index < SIZE; index++) {
      const first = real[index] as number;
      const second = imaginary[index] as number;
      const weight = window[index] as number;
      real[index] = (weight * (first + second)) / 2;
      imaginary[index] = (weight * (first - second)) / 2;
    }
    fft(real, imaginary);
    gains(real, imaginary);
    fft(imaginary, real);
    const end = Math.min(SIZE, left.length - start);
    for (let index = Math.max(0, -start); index < end; index++) {
      lead[start + index] =
        (lead[start + index] as number) + ((real[index] as number) * (window[index] as number)) / SIZE;
    }
  }
  return lead;
}

/** Replaces the spectrum of middle and side by that of the lead alone. */
function createGains(sampleRate: number, throat: number): (real: Float32Array, imaginary: Float32Array) => void {
  const half = SIZE / 2;
  const lowest = Math.ceil((LOWEST * SIZE) / sampleRate);
  const reach = Math.ceil((ENVELOPE_HERTZ * SIZE) / sampleRate);
  const leadReal = new Float32Array(half + 1);
  const leadImaginary = new Float32Array(half + 1);
  const sizes = new Float32Array(half + 1);

  return (real, imaginary) => {
    for (let bin = lowest; bin <= half; bin++) {
      const mirror = (SIZE - bin) % SIZE;
      const a = real[bin] as number;
      const b = imaginary[bin] as number;
      const c = real[mirror] as number;
      const d = imaginary[mirror] as number;
      const middleReal = (a + c) / 2;
      const middleImaginary = (b - d) / 2;
      const middle = Math.sqrt(middleReal * middleReal + middleImaginary * middleImaginary);
      const side = Math.sqrt((b + d) * (b + d) + (c - a) * (c - a)) / 2;
      const share = middle > side ? (middle - side) / (middle + side) : 0;
      leadReal[bin] = middleReal * share;
      leadImaginary[bin] = middleImaginary * share;
      sizes[bin] = middle * share;
    }
    const envelope = movingAverage(sizes, reach);
    real.fill(0);
    imaginary.fill(0);
    for (let bin = lowest; bin < half; bin++) {
      const source = Math.min(half, Math.round(bin / throat));
      const here = (envelope[bin] as number) + 1e-9;
      const gain = Math.min(5, ((envelope[source] as number) + 1e-9) / here);
      const x = (leadReal[bin] as number) * gain;
      const y = (leadImaginary[bin] as number) * gain;
      real[bin] = x;
      imaginary[bin] = y;
      real[SIZE - bin] = x;
      imaginary[SIZE - bin] = -y;
    }
  };
}

function movingAverage(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) {
    sums[index + 1] = (sums[index] as number) + (values[index] as number);
  }
  return values.map((_, index) => {
    const from = Math.max(0, index - reach);
    const to = Math.min(values.length, index + reach + 1);
    return ((sums[to] as number) - (sums[from] as number)) / (to - from);
  });
}
