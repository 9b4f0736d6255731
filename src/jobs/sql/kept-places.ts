import type { Place } from '../../domain/turns/places.ts';

/** So long may what another process has written go unnoticed. */
const KEPT_MS = 1_000;

/** The places of all that wait, which are asked for with each message that is shown: computed once until the line changes. */
export interface KeptPlaces {
  /** Something waits, runs or has stopped that did not. To be said once it is committed, before anybody else is told. */
  changed(): void;
  of(rules: object, compute: () => Promise<ReadonlyMap<string, Place>>): Promise<ReadonlyMap<string, Place>>;
}

export function createKeptPlaces(leaseNow: () => number): KeptPlaces {
  let kept: { places: Promise<ReadonlyMap<string, Place>>; rules: string; at: number } | undefined;

  return {
    changed() {
      kept = undefined;
    },
    of(rules, compute) {
      const key = JSON.stringify(rules);
      if (kept && kept.rules === key && leaseNow() - kept.at < KEPT_MS) return kept.places;
      // Kept from the moment of asking: a change that comes in between throws it away, whenever it is done.
      const places = compute();
      const mine = { places, rules: key, at: leaseNow() };
      kept = mine;
      places.catch(() => {
        if (kept === mine) kept = undefined;
      });
      return places;
    },
  };
}
