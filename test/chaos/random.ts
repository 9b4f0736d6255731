/** Chance that is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  chance(share: number): boolean;
  between(minimum: number, maximum: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** By weight; a weight of 0 is never picked. */
  weighted<Item extends { weight: number }>(items: readonly Item[]): Item;
}

/** `stream` keeps draws for one purpose apart from those for others, so that more of one does not change the others. */
export function createRandom(seed: number, stream: string): Random {
  let state = seedOf(seed, stream);

  /** mulberry32 */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  const at = <Item>(items: readonly Item[], index: number): Item => {
    const item = items[index];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };

  return {
    next,
    chance: (share) => next() < share,
    between: (minimum, maximum) => minimum + next() * (maximum - minimum),
    pick: (items) => at(items, Math.floor(next() * items.length)),
    weighted(items) {
      const aim = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      let passed = 0;
      const index = items.findIndex(({ weight }) => {
        passed += weight;
        return aim < passed;
      });
      return at(items, index);
    },
  };
}

/** FNV-1a over both. */
function seedOf(seed: number, stream: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${stream}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash;
}
