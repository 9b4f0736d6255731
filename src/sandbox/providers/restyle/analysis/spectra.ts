import { createFft, hannWindow } from './fft.ts';

export interface SpectraOptions {
  /** In samples; a power of two. */
  size: number;
  hop: number;
}

/** Calls back with the magnitudes of each frame; frame `n` is centred on sample `n · hop`. The array is used again. */
export function eachSpectrum(
  samples: Float32Array,
  { size, hop }: SpectraOptions,
  visit: (magnitudes: Float32Array, frame: number) => void,
): void {
  const fft = createFft(size);
  const window = hannWindow(size);
  const [real, imaginary] = [new Float32Array(size), new Float32Array(size)];
  const [even, odd] = [new Float32Array(size / 2), new Float32Array(size / 2)];
  const frames = countFrames(samples.length, hop);
  // Two frames in one transform: one as real part, the next as imaginary part.
  for (let frame = 0; frame < frames; frame += 2) {
    copyFrame(real, samples, frame * hop - size / 2);
    copyFrame(imaginary, samples, (frame + 1) * hop - size / 2);
    for (let index = 0; index < size; index++) {
      const weight = window[index] as number;
      real[index] = weight * (real[index] as number);
      imaginary[index] = weight * (imaginary[index] as number);
    }
    fft(real, imaginary);
    for (let bin = 0; bin < size / 2; bin++) {
      const mirror = (size - bin) % size;
      const a = real[bin] as number;
      const b = imaginary[bin] as number;
      const c = real[mirror] as number;
      const d = imaginary[mirror] as number;
      even[bin] = Math.sqrt((a + c) * (a + c) + (b - d) * (b - d)) / 2;
      odd[bin] = Math.sqrt((b + d) * (b + d) + (c - a) * (c - a)) / 2;
    }
    visit(even, frame);
    if (frame + 1 < frames) visit(odd, frame + 1);
  }
}

export function countFrames(length: number, hop: number): number {
  return Math.floor(length / hop) + 1;
}

/** Fills a frame from a place that may lie partly outside of the samples; there it is silent. */
export function copyFrame(frame: Float32Array, samples: Float32Array, start: number): void {
  const from = Math.max(0, start);
  const to = Math.min(samples.length, start + frame.length);
  frame.fill(0);
  if (to > from) frame.set(samples.subarray(from, to), from - start);
}
