import type { SharedStore } from './store.ts';
import type { World } from './world.ts';

/** What a cover that is not at its end, and that nobody has refused yet, has taken from a quota. */
export interface Reservation {
  jobId: string;
  scope: string;
  window: string;
  count: number;
  micros: number;
  takes: number;
  /** Of its candidates. */
  providers: readonly string[];
}

/** What the books said on the way: at the end, only what came of it is left. */
export interface BooksSeen {
  reservations: readonly Reservation[];
  /** The most that ever counted in a window, by `scope window`. */
  peaks: ReadonlyMap<string, { count: number; micros: number }>;
}

const LOOK_EVERY_MS = 20_000;

/** Looks into the books now and then, and changes nothing. */
export function watchBooks(
  world: Pick<World, 'after'>,
  store: Pick<SharedStore, 'chargesWritten' | 'readSums' | 'readReserved'>,
): BooksSeen {
  const reservations: Reservation[] = [];
  const peaks = new Map<string, { count: number; micros: number }>();
  const known = new Set<string>();

  let lookedAt = -1;
  const look = () => {
    world.after(LOOK_EVERY_MS, { run: look });
    if (lookedAt === store.chargesWritten()) return;
    lookedAt = store.chargesWritten();
    for (const { scope, window, count, micros } of store.readSums()) {
      const before = peaks.get(`${scope} ${window}`) ?? { count: 0, micros: 0 };
      peaks.set(`${scope} ${window}`, {
        count: Math.max(before.count, count),
        micros: Math.max(before.micros, micros),
      });
    }
    const fresh = store.readReserved().filter(({ jobId }) => !known.has(jobId));
    reservations.push(...fresh);
    for (const { jobId } of fresh) known.add(jobId);
  };
  look();
  return { reservations, peaks };
}
