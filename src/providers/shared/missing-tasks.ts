import type { Clock } from '../../clock.ts';

/** Acceptance may take a moment to be seen, and the way to a task may be lost for one. */
const BELIEVED_AFTER_MS = 60_000;
const BELIEVED_AFTER_TIMES = 3;

/** Tasks of which their provider says that there are none. */
export interface MissingTasks {
  /** One more answer says so. Whether that is believed by now. */
  isConfirmedMissing(id: string): boolean;
  /** It was found after all. */
  found(id: string): void;
}

export function createMissingTasks(clock: Clock): MissingTasks {
  const sightings = new Map<string, { since: number; times: number }>();

  return {
    isConfirmedMissing(id) {
      const { since, times } = sightings.get(id) ?? { since: clock.monotonic(), times: 0 };
      sightings.set(id, { since, times: times + 1 });
      const isConfirmedMissing = times + 1 >= BELIEVED_AFTER_TIMES && clock.monotonic() >= since + BELIEVED_AFTER_MS;
      if (isConfirmedMissing) sightings.delete(id);
      return isConfirmedMissing;
    },
    found: (id) => void sightings.delete(id),
  };
}
