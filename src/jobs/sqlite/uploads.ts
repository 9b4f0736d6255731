import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import { type UploadUse, uploadsIn, withoutUploadNames } from '../../domain/song/uploads.ts';
import type { JobTable } from './job-table.ts';

/** Records that are looked through before others have their turn of the event loop; some 5 kB each. */
const LOOKED_THROUGH_AT_ONCE = 500;

const edgeRowSchema = z.object({ last: z.number().nullable() });
const idRowSchema = z.object({ id: z.string() });

/** What others have made of a member's files. */
export interface Uploads {
  usesOf(memberId: string): Promise<UploadUse[]>;
  forgetUploads(memberId: string, before: number): Promise<void>;
}

export interface UploadsOptions {
  database: Database;
  clock: Clock;
  jobs: JobTable;
}

/** No index names the posters of songs that were never posted as covers, so that all records are looked through. */
export function createUploads({ database, clock, jobs }: UploadsOptions): Uploads {
  async function* othersNaming(memberId: string): AsyncGenerator<string> {
    const last = edgeRowSchema.parse(database.statement('SELECT max(seq) AS last FROM jobs').get()).last ?? 0;
    for (let from = 0; from < last; from += LOOKED_THROUGH_AT_ONCE) {
      const rows = database
        .statement('SELECT id FROM jobs WHERE seq > ? AND seq <= ? AND requester_id <> ? AND instr(record, ?) > 0')
        .all(from, from + LOOKED_THROUGH_AT_ONCE, memberId, JSON.stringify(memberId));
      for (const row of rows) yield idRowSchema.parse(row).id;
      await clock.yield();
    }
  }

  const forgetIn = (id: string, memberId: string, before: number) => {
    const stored = jobs.find(id);
    if (!stored || stored.job.acceptedAt >= before || uploadsIn(stored.job, memberId).length === 0) return;
    const { order, job } = jobs.replace(stored, withoutUploadNames(stored.job, memberId));
    const name = (job.reference ?? job.voice ?? job.instrumental)?.name ?? null;
    database.statement('UPDATE covers SET song_name = ? WHERE job_seq = ?').run(name, order);
  };

  return {
    async usesOf(memberId) {
      const found: UploadUse[] = [];
      for await (const id of othersNaming(memberId)) {
        for await (const { job } of jobs.read([id])) found.push(...uploadsIn(job, memberId));
      }
      return found;
    },
    async forgetUploads(memberId, before) {
      for await (const id of othersNaming(memberId)) database.transaction(() => forgetIn(id, memberId, before));
    },
  };
}
