export interface BoundedList<Item> {
  readonly items: readonly Item[];
  add(item: Item): void;
}

/** Keeps the newest items up to a number. */
export function createBoundedList<Item>(maximum: number): BoundedList<Item> {
  const items: Item[] = [];
  return {
    items,
    add(item) {
      items.push(item);
      if (items.length > maximum) items.shift();
    },
  };
}
