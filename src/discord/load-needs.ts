import type { Clock } from '../clock.ts';
import type { Draft } from '../domain/draft.ts';
import type { Job } from '../domain/job.ts';
import { UserError } from '../errors.ts';
import type { Need } from './command.ts';

/** Where dispatch finds the records that entries need. */
export interface Loaders {
  draft(id: string): Promise<Draft | undefined>;
  job(id: string): Promise<Job | undefined>;
}

export interface Loaded {
  draft: Draft | undefined;
  job: Job | undefined;
}

/** For all records together, of the three seconds until an answer must have arrived. */
const LOADING_MS = 1_000;

/** The records that an entry needs. Throws a `UserError` when they take too long. */
export async function loadNeeds(
  needs: readonly Need[],
  id: string | null,
  load: Loaders,
  clock: Clock,
): Promise<Loaded> {
  if (id === null || needs.length === 0) return { draft: undefined, job: undefined };
  const finished = new AbortController();
  const loading = Promise.all([
    needs.includes('draft') ? load.draft(id) : undefined,
    needs.includes('job') ? load.job(id) : undefined,
  ]);
  const slow = clock.sleep(LOADING_MS, finished.signal).then(
    () => Promise.reject(new UserError({ key: 'busy.slow', params: {} })),
    () => loading,
  );
  try {
    const [draft, job] = await Promise.race([loading, slow]);
    return { draft, job };
  } finally {
    // The loser of the race may still fail; nobody waits for it any more.
    loading.catch(() => undefined);
    slow.catch(() => undefined);
    finished.abort();
  }
}
