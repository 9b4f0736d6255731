import type { Clock } from '../../clock.ts';
import type { Sql } from '../../database.ts';
import type { FileHolder } from '../records.ts';
import { FINAL_STATES } from './job-rows.ts';
import type { JobTables } from './tables.ts';

const HASHES_AT_ONCE = 500;

/** By rank. */
const HOLDERS: readonly FileHolder[] = ['ended', 'cover', 'unfinished'];

/** Those of the hashes that some job has, whatever became of it. */
export async function filesInUse(db: Sql<JobTables>, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const rows = await db.selectFrom('job_files').select('hash').distinct().where('hash', 'in', hashes).execute();
  return new Set(rows.map(({ hash }) => hash));
}

/** Each hash with the most that holds it, in several turns of the event loop. */
export async function holdersOf(
  db: Sql<JobTables>,
  hashes: readonly string[],
  clock: Pick<Clock, 'yield'>,
): Promise<Map<string, FileHolder>> {
  const found = new Map<string, FileHolder>();
  for (let from = 0; from < hashes.length; from += HASHES_AT_ONCE) {
    if (from > 0) await clock.yield();
    const rows = await db
      .selectFrom('job_files')
      .innerJoin('jobs', 'jobs.seq', 'job_files.job_seq')
      .select(({ fn, eb }) => [
        'hash',
        fn
          .max<number>(
            eb
              .case()
              .when('state', 'not in', FINAL_STATES)
              .then(2)
              .when(
                eb.or([eb('state', '=', 'delivered'), eb.and([eb('state', '=', 'failed'), eb('has_takes', '=', 1)])]),
              )
              .then(1)
              .else(0)
              .end(),
          )
          .as('rank'),
      ])
      .where('hash', 'in', hashes.slice(from, from + HASHES_AT_ONCE))
      .groupBy('hash')
      .execute();
    for (const { hash, rank } of rows) found.set(hash, HOLDERS[rank] ?? 'unfinished');
  }
  return found;
}

/** These jobs no longer hold their files. Returns the hashes of what they held. */
export async function releaseFiles(db: Sql<JobTables>, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .deleteFrom('job_files')
    .where('job_seq', 'in', (eb) => eb.selectFrom('jobs').select('seq').where('id', 'in', ids))
    .returning('hash')
    .execute();
  return rows.map(({ hash }) => hash);
}

/** Those that no job holds, each once. */
export async function withoutHolder(db: Sql<JobTables>, hashes: readonly string[]): Promise<string[]> {
  const asked = [...new Set(hashes)];
  const free: string[] = [];
  for (let from = 0; from < asked.length; from += HASHES_AT_ONCE) {
    const some = asked.slice(from, from + HASHES_AT_ONCE);
    const held = await filesInUse(db, some);
    free.push(...some.filter((hash) => !held.has(hash)));
  }
  return free;
}
