/** Ten servers are as many as a graph can show, and a label for each server would grow for ever. */
const MOST = 10;
/** All the others together. */
export const OTHER = 'other';

/**
 * The ten entries with the highest values, highest first, and all others together under `other`, as `combine` puts two of them
 * together. Entries of 0 are left out. Never more than eleven, however many there are.
 */
export function highest(
  values: ReadonlyMap<string, number>,
  combine: (one: number, another: number) => number,
): [name: string, value: number][] {
  const ranked = [...values]
    .filter(([, value]) => value > 0)
    .toSorted(([one, most], [other, more]) => more - most || (one < other ? -1 : 1));
  const rest = ranked.slice(MOST).map(([, value]) => value);
  const [first, ...others] = rest;
  return first === undefined ? ranked : [...ranked.slice(0, MOST), [OTHER, others.reduce(combine, first)]];
}
