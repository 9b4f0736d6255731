import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import type { Cover } from '../../domain/cover.ts';
import type { ChargeTable } from './charge-table.ts';
import type { CoverTable } from './cover-table.ts';
import type { JobTable } from './job-table.ts';

/** Jobs or votes that are deleted in one transaction; each touches some twenty pages all over the file. */
const DELETED_AT_ONCE = 25;

export interface DeleteJobsOptions {
  database: Database;
  clock: Clock;
  jobs: JobTable;
  covers: CoverTable;
  charges: ChargeTable;
}

/**
 * Deletes jobs, each with its cover, the votes for it and its hold on files in one write, with other work in between. What they
 * have used counts on without their members' names. Returns the covers, and the hashes of what the jobs held.
 */
export type DeleteJobs = (ids: readonly string[]) => Promise<{ covers: Cover[]; files: string[] }>;

export function createDeleteJobs({ database, clock, jobs, covers, charges }: DeleteJobsOptions): DeleteJobs {
  const deleteTogether = (ids: readonly string[]) => {
    const posted = ids.map(covers.find).filter((cover) => cover !== undefined);
    const released = jobs.releaseFiles(ids);
    charges.detach(ids, clock.now());
    // Covers go with their jobs, and votes with their covers.
    jobs.remove(ids);
    return { posted, released };
  };

  return async (all) => {
    const gone: { covers: Cover[]; files: string[] } = { covers: [], files: [] };
    for (const ids of slicesOf(all)) {
      const { posted, released } = database.transaction(() => deleteTogether(jobs.endedAmong(ids)));
      gone.covers.push(...posted);
      gone.files.push(...released);
      await clock.yield();
    }
    return gone;
  };
}

export function* slicesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += DELETED_AT_ONCE) yield items.slice(from, from + DELETED_AT_ONCE);
}
