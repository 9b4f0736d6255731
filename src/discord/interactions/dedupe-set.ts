/** Tells a first time from a repetition. */
export interface DedupeSet {
  /** Whether this id has been asked about before; it has from now on. */
  has(id: string): boolean;
}

/** Holds the newest `maximum` ids. */
export function createDedupeSet(maximum: number): DedupeSet {
  const seen = new Set<string>();
  return {
    has(id) {
      if (seen.has(id)) return true;
      seen.add(id);
      const [oldest] = seen;
      if (seen.size > maximum && oldest !== undefined) seen.delete(oldest);
      return false;
    },
  };
}
