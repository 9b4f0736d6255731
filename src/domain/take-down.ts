import type { Job } from './job.ts';
import { posterOfTakes, rootHashOf } from './lineage.ts';

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
 * A poster decides for everybody only where nobody else has posted the same song: whoever has its file could stop the covers of
 * others with it. `family` are the posted covers that go back to it.
 */
export function songAfterTakeDown(job: Job, family: readonly Job[], by: TakenDownBy): SongAfterTakeDown {
  if (rootHashOf(job) === null) return 'none';
  const isOthersToo = by.kind === 'poster' && family.some((cover) => posterOfTakes(cover) !== by.id);
  return isOthersToo ? 'stays' : 'blocked';
}
