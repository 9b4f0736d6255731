import type { Clock } from '../../clock.ts';
import type { Sql, Store } from '../../database.ts';
import { type UploadUse, uploadsIn, withoutUploadNames } from '../../domain/song/uploads.ts';
import type { Records } from '../records.ts';
import { songNameOf } from './covers.ts';
import { type JobReader, lockJob, replaceJob } from './job-rows.ts';
import type { JobTables } from './tables.ts';

/** Records that are looked through before others have their turn of the event loop; some 5 kB each. */
const LOOKED_THROUGH_AT_ONCE = 500;

export interface UploadsOptions {
  store: Store<JobTables>;
  reader: JobReader;
  clock: Clock;
}

/**
 * What others have made of a member's files. No index names the posters of songs that were never posted as covers, so that all
 * records are looked through.
 */
export function createUploads({ store, reader, clock }: UploadsOptions): Pick<Records, 'usesOf' | 'forgetUploads'> {
  const { sql: db, write } = store;

  async function* othersNaming(memberId: string): AsyncGenerator<string> {
    const edge = await db
      .selectFrom('jobs')
      .select(({ fn }) => fn.max<number | null>('seq').as('last'))
      .executeTakeFirst();
    const last = edge?.last ?? 0;
    for (let from = 0; from < last; from += LOOKED_THROUGH_AT_ONCE) {
      const rows = await db
        .selectFrom('jobs')
        .select('id')
        .where('seq', '>', from)
        .where('seq', '<=', from + LOOKED_THROUGH_AT_ONCE)
        .where('requester_id', '<>', memberId)
        // Finds too much rather than too little; who comes of it is looked at in the record.
        .where('record', 'like', `%${JSON.stringify(memberId)}%`)
        .execute();
      for (const { id } of rows) yield id;
      await clock.yield();
    }
  }

  return {
    async usesOf(memberId) {
      const found: UploadUse[] = [];
      for await (const id of othersNaming(memberId)) {
        for await (const { job } of reader.read([id])) found.push(...uploadsIn(job, memberId));
      }
      return found;
    },
    async forgetUploads(memberId, before) {
      for await (const id of othersNaming(memberId)) await write((tx) => forgetIn(tx, id, memberId, before));
    },
  };
}

async function forgetIn(db: Sql<JobTables>, id: string, memberId: string, before: number): Promise<void> {
  const stored = await lockJob(db, id);
  if (!stored || stored.job.acceptedAt >= before || uploadsIn(stored.job, memberId).length === 0) return;
  const { order, job } = await replaceJob(db, stored, withoutUploadNames(stored.job, memberId));
  await db
    .updateTable('covers')
    .set({ song_name: songNameOf(job) })
    .where('job_seq', '=', order)
    .execute();
}
