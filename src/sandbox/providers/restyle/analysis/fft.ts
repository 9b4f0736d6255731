/** Transforms in place; for the inverse swap the two arguments and divide by the size. */
export type Fft = (real: Float32Array, imaginary: Float32Array) => void;

/** A radix-2 transform of one size, a power of two, with its tables worked out once. */
export function createFft(size: number): Fft {
  const cosines = Float32Array.from({ length: size / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / size));
  const sines = Float32Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size));
  const reversed = reversedIndices(size);

  return (real, imaginary) => {
    for (let index = 0; index < size; index++) {
      const other = reversed[index] as number;
      if (other > index) {
        swap(real, index, other);
        swap(imaginary, index, other);
      }
    }
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let offset = 0; offset < half; offset++) {
          const cosine = cosines[offset * stride] as number;
          const sine = sines[offset * stride] as number;
          const low = start + offset;
          const high = low + half;
          const highReal = real[high] as number;
          const highImaginary = imaginary[high] as number;
          const turnedReal = highReal * cosine + highImaginary * sine;
          const turnedImaginary = highImaginary * cosine - highReal * sine;
          const lowReal = real[low] as number;
          const lowImaginary = imaginary[low] as number;
          real[high] = lowReal - turnedReal;
          imaginary[high] = lowImaginary - turnedImaginary;
          real[low] = lowReal + turnedReal;
          imaginary[low] = lowImaginary + turnedImaginary;
        }
      }
    }
  };
}

function reversedIndices(size: number): Uint32Array {
  const bits = Math.log2(size);
  return Uint32Array.from({ length: size }, (_, index) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
    return reversed;
  });
}

function swap(values: Float32Array, first: number, second: number): void {
  const kept = values[first] as number;
  values[first] = values[second] as number;
  values[second] = kept;
}

export function hannWindow(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / size));
}
