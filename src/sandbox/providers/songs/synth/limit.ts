import { truePeaks } from './true-peak.ts';

/** How long before a peak the sound begins to be turned down, and how long after it is back, in seconds. */
const TURN_SECONDS = 0.005;

/** Turns all channels down together wherever one of them would be above the ceiling, also between its samples. */
export function limit(channels: readonly Float32Array[], sampleRate: number, ceiling: number): Float32Array[] {
  const reach = Math.max(1, Math.round(TURN_SECONDS * sampleRate));
  const gains = truePeaks(channels, ceiling / 2).map((peak) => Math.min(1, ceiling / peak));
  // The mean of lowest gains is never above any that lies under all of them: no peak gets through, and nothing jumps.
  const smooth = meanAround(lowestAround(gains, reach), reach);
  return channels.map((channel) => channel.map((value, index) => value * (smooth[index] as number)));
}

/** The lowest value at most so far away, for each. */
function lowestAround(values: Float32Array, reach: number): Float32Array {
  // The places that may still be the lowest of a window, their values rising.
  const places = new Int32Array(values.length);
  let [first, last] = [0, 0];
  let next = 0;
  return values.map((_, middle) => {
    for (; next < values.length && next <= middle + reach; next++) {
      while (last > first && (values[places[last - 1] as number] as number) >= (values[next] as number)) last--;
      places[last++] = next;
    }
    while ((places[first] as number) < middle - reach) first++;
    return values[places[first] as number] as number;
  });
}

/** The mean of all values at most so far away, for each. */
function meanAround(values: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++)
    sums[index + 1] = (sums[index] as number) + (values[index] as number);
  return values.map((_, middle) => {
    const from = Math.max(0, middle - reach);
    const to = Math.min(values.length, middle + reach + 1);
    return ((sums[to] as number) - (sums[from] as number)) / (to - from);
  });
}
