import { z } from 'zod';
import type { Database } from '../../database.ts';
import { isFinal, type Job, type JobState, jobSchema, jobStates } from '../../domain/job.ts';
import type { Logger } from '../../logger.ts';

/** A job with its place in the order of acceptance. */
export interface StoredJob {
  order: number;
  job: Job;
}

/** The records of jobs, and which files they refer to. Writing is done within a transaction of the caller. */
export interface JobTable {
  /** Throws when the record cannot be read. */
  find(id: string): StoredJob | undefined;
  stateOf(id: string): JobState | undefined;
  /** Returns the job as it was written. */
  insert(job: Job): StoredJob;
  /** Writes the job that came of `before`, which was found in the same transaction. */
  replace(before: StoredJob, after: Job): StoredJob;
  /** What is not at its end, in order of acceptance. A record that cannot be read is logged and left out. */
  unfinished(): StoredJob[];
  filesInUse(hashes: readonly string[], since: number): Set<string>;
}

/** Spelled as in the partial index, or SQLite does not use it. */
const NOT_FINAL = `state NOT IN (${jobStates
  .filter(isFinal)
  .map((state) => `'${state}'`)
  .join(', ')})`;

const recordRowSchema = z.object({ seq: z.number(), record: z.string() });
const stateRowSchema = z.object({ state: z.enum(jobStates) });
const hashRowSchema = z.object({ hash: z.string() });

export function createJobTable(database: Database, log: Logger): JobTable {
  const writeFiles = (order: number, job: Job) => {
    for (const hash of hashesOf(job)) {
      database.statement('INSERT INTO job_files (job_seq, hash) VALUES (?, ?)').run(order, hash);
    }
  };

  return {
    find(id) {
      const row = database.statement('SELECT seq, record FROM jobs WHERE id = ?').get(id);
      return row && readRow(row);
    },
    stateOf(id) {
      const row = database.statement('SELECT state FROM jobs WHERE id = ?').get(id);
      return row && stateRowSchema.parse(row).state;
    },
    insert(job) {
      const written = jobSchema.parse(job);
      const { lastInsertRowid } = database
        .statement(
          `INSERT INTO jobs (id, version, state, guild_id, requester_id, accepted_at, record)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          written.id,
          written.version,
          written.state,
          written.guildId,
          written.requester.id,
          written.acceptedAt,
          JSON.stringify(written),
        );
      const order = Number(lastInsertRowid);
      writeFiles(order, written);
      return { order, job: written };
    },
    replace(before, after) {
      // A record that could not be read again would be a job lost: checked before it is written.
      const written = jobSchema.parse(after);
      database
        .statement('UPDATE jobs SET version = ?, state = ?, guild_id = ?, requester_id = ?, record = ? WHERE seq = ?')
        .run(
          written.version,
          written.state,
          written.guildId,
          written.requester.id,
          JSON.stringify(written),
          before.order,
        );
      if (hashesOf(before.job).join() !== hashesOf(written).join()) {
        database.statement('DELETE FROM job_files WHERE job_seq = ?').run(before.order);
        writeFiles(before.order, written);
      }
      return { order: before.order, job: written };
    },
    unfinished() {
      const rows = database.statement(`SELECT seq, record FROM jobs WHERE ${NOT_FINAL} ORDER BY seq`).all();
      return rows.flatMap((row) => {
        try {
          return [readRow(row)];
        } catch (error) {
          log.error({ err: error, order: row.seq }, 'the record of a job cannot be read; it is left alone');
          return [];
        }
      });
    },
    filesInUse(hashes, since) {
      const rows = database
        .statement(
          `SELECT DISTINCT job_files.hash FROM json_each(?) AS asked
           JOIN job_files ON job_files.hash = asked.value
           JOIN jobs ON jobs.seq = job_files.job_seq
           WHERE jobs.accepted_at >= ? OR jobs.${NOT_FINAL}`,
        )
        .all(JSON.stringify(hashes), since);
      return new Set(rows.map((row) => hashRowSchema.parse(row).hash));
    },
  };
}

function readRow(row: unknown): StoredJob {
  const { seq, record } = recordRowSchema.parse(row);
  return { order: seq, job: jobSchema.parse(JSON.parse(record)) };
}

function hashesOf(job: Job): string[] {
  const given = [job.reference, job.voice, job.instrumental].filter((reference) => reference !== null);
  return [...new Set([...given, ...job.takes].map(({ hash }) => hash))];
}
