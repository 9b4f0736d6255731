/** Something that is to go wrong; how often is part of it. */
export interface CountedFault {
  /** How many times it strikes; until it is removed when not said. */
  times?: number;
  /** Told at the very moment at which it strikes, before anything is broken. */
  onHit?(request: StruckRequest): void;
}

/** A request as a fault meets it. */
export interface StruckRequest {
  path: string;
  /** Undefined for a download. */
  body: unknown;
}

export interface FaultHandle {
  /** How often it has struck. */
  readonly hits: number;
  remove(): void;
}

export interface Faults<Fault extends CountedFault> {
  add(fault: Fault): FaultHandle;
  clear(): void;
}

export interface TakenFaults<Fault extends CountedFault> extends Faults<Fault> {
  /** The oldest fault that fits and still strikes; counts as one hit. */
  take(fits?: (fault: Fault) => boolean): Fault | undefined;
}

/** A list of faults that tests add to and that the stand-in takes from. */
export function createFaults<Fault extends CountedFault>(): TakenFaults<Fault> {
  const entries = new Set<{ fault: Fault; hits: number }>();

  return {
    add(fault) {
      const entry = { fault, hits: 0 };
      entries.add(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove() {
          entries.delete(entry);
        },
      };
    },
    clear() {
      entries.clear();
    },
    take(fits = () => true) {
      for (const entry of entries) {
        if (!fits(entry.fault)) continue;
        entry.hits += 1;
        if (entry.hits >= (entry.fault.times ?? Number.POSITIVE_INFINITY)) entries.delete(entry);
        return entry.fault;
      }
      return undefined;
    },
  };
}
