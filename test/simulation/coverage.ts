/** What was done to which effects, over any number of lives. */
export interface Coverage {
  met(effect: string): void;
  hit(effect: string, what: string): void;
  /** By effect, how often it was met and what was done to it. */
  counts(): Counts;
}

export type Counts = Record<string, Record<string, number>>;

/** What can be done to an effect. */
export const treatments = [
  'killed before',
  'killed after',
  'lost before',
  'lost after',
  'refused',
  'late',
  'stood still',
] as const;

export function createCoverage(): Coverage {
  const counts: Counts = {};
  const add = (effect: string, what: string) => {
    counts[effect] ??= {};
    counts[effect][what] = (counts[effect][what] ?? 0) + 1;
  };
  return { met: (effect) => add(effect, 'met'), hit: add, counts: () => counts };
}

export function addCounts(sum: Counts, more: Counts): void {
  for (const [effect, own] of Object.entries(more)) {
    const known = { ...sum[effect] };
    for (const [what, count] of Object.entries(own)) known[what] = (known[what] ?? 0) + count;
    sum[effect] = known;
  }
}
