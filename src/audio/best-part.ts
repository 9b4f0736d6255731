import { HOPS_PER_SECOND, lufsOf } from './power-meter.ts';

/** Short-term loudness is over three seconds. */
const SHORT_TERM_HOPS = 3 * HOPS_PER_SECOND;
/** Of a pause between two lines. */
const PAUSE_HOPS = 4;
/** How far before or behind the loudest window a quiet spot is looked for. */
const SEARCHED_HOPS = 12 * HOPS_PER_SECOND;
/** As quiet as anything that is a pause, in LUFS. */
const SILENCE = -70;

/**
 * Where the window of a length begins that is the loudest by short-term loudness (EBU Tech 3341), and begins at a quiet spot: in
 * seconds. `powers`: of each tenth of a second, as a power meter has them.
 */
export function bestPartOf(powers: readonly number[], seconds: number): number {
  const length = Math.round(seconds * HOPS_PER_SECOND);
  const last = powers.length - length;
  if (last <= 0) return 0;
  const loudness = sumsOf(shortTerm(powers));
  const sumAt = (start: number) => (loudness[start + length] ?? 0) - (loudness[start] ?? 0);
  const loudest = firstBest(0, last, sumAt);
  const heard = sumsOf(powers);
  const spots = [Math.max(0, loudest - SEARCHED_HOPS), Math.min(last, loudest + SEARCHED_HOPS)] as const;
  const quietest = firstBest(...spots, (start) => -pauseAt(heard, start));
  return quietest / HOPS_PER_SECOND;
}

/** In LUFS, around each tenth of a second. */
function shortTerm(powers: readonly number[]): number[] {
  const sums = sumsOf(powers);
  return powers.map((_, index) => {
    const [from, to] = [Math.max(0, index - SHORT_TERM_HOPS / 2), Math.min(powers.length, index + SHORT_TERM_HOPS / 2)];
    return Math.max(SILENCE, lufsOf(((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from)));
  });
}

/** How much is heard around a start; at the very beginning there is nothing before it. */
function pauseAt(sums: Float64Array, start: number): number {
  const [from, to] = [Math.max(0, start - PAUSE_HOPS / 2), start + PAUSE_HOPS / 2];
  return ((sums[to] ?? 0) - (sums[from] ?? 0)) / PAUSE_HOPS;
}

/** Of all before each place. */
function sumsOf(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) sums[index + 1] = (sums[index] ?? 0) + value;
  return sums;
}

function firstBest(from: number, to: number, valueAt: (place: number) => number): number {
  let best = from;
  for (let place = from + 1; place <= to; place++) if (valueAt(place) > valueAt(best)) best = place;
  return best;
}
