/**
 * A number in [0, 1) that follows from its labels alone. Who asks for it by name (`chance(seed, 'late', 1, 'discord:post', 3)`) gets the
 * same answer whatever else is asked for, so that a part of a life can be taken away while the rest stays as it was.
 */
export function chance(...labels: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const label of labels) {
    const text = `${label}|`;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  return scrambled(hash) / 2 ** 32;
}

/** A stream of such numbers, for what is asked for in an order of its own. */
export function createRandom(...labels: readonly (string | number)[]): () => number {
  let state = Math.floor(chance(...labels) * 2 ** 32);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return scrambled(state) / 2 ** 32;
  };
}

/** What is asked of such a stream. */
export interface Dice {
  /** In [0, 1). */
  random(): number;
  /** A whole number from 0 up, and below it. */
  upTo(most: number): number;
  between(least: number, most: number): number;
}

export function createDice(...labels: readonly (string | number)[]): Dice {
  const random = createRandom(...labels);
  return {
    random,
    upTo: (most) => Math.floor(random() * most),
    between: (least, most) => least + random() * (most - least),
  };
}

/** One of them. */
export function pick<Item>(random: number, items: readonly Item[]): Item {
  const item = items[Math.floor(random * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

/** A random UUID v4. */
export function uuidFrom(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = (8 + Math.floor(random() * 4)).toString(16);
  const part = (from: number, to: number) => digits.slice(from, to).join('');
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}

/** The last step of MurmurHash3: each bit of the answer depends on each bit of the question. */
function scrambled(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How often each name has been given to it so far. */
export function createCounter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  };
}
