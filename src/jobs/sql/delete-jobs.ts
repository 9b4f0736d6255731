import type { Clock } from '../../clock.ts';
import type { Sql, Store } from '../../database.ts';
import type { Cover } from '../../domain/cover.ts';
import type { Charges } from './charges.ts';
import { coverIn } from './covers.ts';
import { releaseFiles } from './job-files.ts';
import { FINAL_STATES } from './job-rows.ts';
import type { JobTables } from './tables.ts';

/** Jobs or votes that are deleted in one transaction; each touches some twenty pages all over the file. */
const DELETED_AT_ONCE = 25;

export interface DeleteJobsOptions {
  store: Store<JobTables>;
  charges: Charges;
  clock: Clock;
}

/**
 * Deletes jobs, each with its cover, the votes for it and its hold on files in one write, with other work in between. What they
 * have used counts on without their members' names. Returns the covers, and the hashes of what the jobs held.
 */
export type DeleteJobs = (ids: readonly string[]) => Promise<{ covers: Cover[]; files: string[] }>;

export function createDeleteJobs({ store, charges, clock }: DeleteJobsOptions): DeleteJobs {
  const deleteTogether = async (db: Sql<JobTables>, asked: readonly string[]) => {
    const ids = await endedAmong(db, asked);
    if (ids.length === 0) return { posted: [], released: [] };
    const posted = await db.selectFrom('covers').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute();
    const released = await releaseFiles(db, ids);
    await charges.detach(db, ids, clock.now());
    // Covers go with their jobs, and votes with their covers.
    await db.deleteFrom('jobs').where('id', 'in', ids).execute();
    const inOrder = posted.toSorted((one, other) => asked.indexOf(one.id) - asked.indexOf(other.id));
    return { posted: inOrder.map(coverIn), released };
  };

  return async (all) => {
    const gone: { covers: Cover[]; files: string[] } = { covers: [], files: [] };
    for (const ids of slicesOf(all)) {
      const { posted, released } = await store.write((db) => deleteTogether(db, ids));
      gone.covers.push(...posted);
      gone.files.push(...released);
      await clock.yield();
    }
    return gone;
  };
}

/** In one order, so that two who delete some of the same do not wait for each other. */
async function endedAmong(db: Sql<JobTables>, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('id', 'in', ids)
    .where('state', 'in', FINAL_STATES)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

export function* slicesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += DELETED_AT_ONCE) yield items.slice(from, from + DELETED_AT_ONCE);
}
