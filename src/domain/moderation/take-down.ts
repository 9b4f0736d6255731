import type { Job } from '../job.ts';
import { posterOfTakes, rootHashOf } from '../lineage.ts';

/** Who takes a cover down: somebody who looks after the server, or whoever posted its song. */
export type TakenDownBy = { kind: 'moderator' } | { kind: 'poster'; id: string };

/** What a take-down comes to. */
export interface TakeDown {
  /** Posted covers that go along. */
  remixes: number;
  song: SongAfterTakeDown;
}

/** Whether anything can be made of the song in the server any more; `none` for what was made from words alone. */
export type SongAfterTakeDown = 'blocked' | 'stays' | 'none';

/**
 * A poster decides for everybody only as the first who posted the song, and where nobody else has posted it: whoever has its
 * file could stop the covers of others with it. `family` are the posted covers that go back to it; `firstPosterId` is
 * undefined where nobody knows, and null where a moderator has decided that it is nobody's.
 */
export function songAfterTakeDown(
  job: Job,
  family: readonly Job[],
  by: TakenDownBy,
  firstPosterId: string | null | undefined,
): SongAfterTakeDown {
  if (rootHashOf(job) === null) return 'none';
  if (by.kind === 'moderator') return 'blocked';
  const isFirst = firstPosterId === undefined || firstPosterId === by.id;
  return isFirst && family.every((cover) => posterOfTakes(cover) === by.id) ? 'blocked' : 'stays';
}
