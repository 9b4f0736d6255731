/** Four times the rate: what a player's converter makes of a sound between its samples, by ITU-R BS.1770-5. */
const FACTOR = 4;
/** Samples on either side that count. */
const REACH = 6;

/**
 * The highest level that is reached from each sample up to the next, whichever channel it is in. Samples at full scale are 1,
 * and what lies between them may be more. Where two neighbours are below `from`, only they are looked at: most of a song is far
 * below what anybody cares about, and this is much work.
 */
export function truePeaks(channels: readonly Float32Array[], from = 0): Float32Array {
  const peaks = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels) {
    for (let index = 0; index < peaks.length; index++) {
      const own = Math.abs(channel[index] as number);
      let most = Math.max(peaks[index] as number, own);
      if (own >= from || Math.abs(channel[index + 1] ?? 0) >= from) {
        for (const kernel of KERNELS) {
          const between = Math.abs(valueBetween(channel, index, kernel));
          if (between > most) most = between;
        }
      }
      peaks[index] = most;
    }
  }
  return peaks;
}

/** The highest level of all, in dB above full scale (dBTP). */
export function truePeak(channels: readonly Float32Array[]): number {
  return 20 * Math.log10(truePeaks(channels).reduce((most, peak) => Math.max(most, peak), 0));
}

/** Weights for one place between two samples, of those from `REACH - 1` before to `REACH` after. */
const KERNELS = Array.from({ length: FACTOR - 1 }, (_, step) => kernelFor((step + 1) / FACTOR));

function kernelFor(place: number): Float64Array {
  return Float64Array.from({ length: 2 * REACH }, (_, index) => {
    const distance = index - (REACH - 1) - place;
    const turn = Math.PI * distance;
    return (Math.sin(turn) / turn) * (0.5 + 0.5 * Math.cos(turn / REACH));
  });
}

function valueBetween(samples: Float32Array, index: number, kernel: Float64Array): number {
  const first = index - REACH + 1;
  let value = 0;
  if (first >= 0 && first + 2 * REACH <= samples.length) {
    for (let tap = 0; tap < 2 * REACH; tap++) value += (kernel[tap] as number) * (samples[first + tap] as number);
  } else {
    for (let tap = 0; tap < 2 * REACH; tap++) value += (kernel[tap] as number) * (samples[first + tap] ?? 0);
  }
  return value;
}
