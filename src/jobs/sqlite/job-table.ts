import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import { isFinal, type Job, type JobState, jobSchema, jobStates } from '../../domain/job.ts';
import type { MemberPace } from '../../domain/policy/pace.ts';
import type { Logger } from '../../logger.ts';
import type { FileHolder } from '../records.ts';
import { NOT_FINAL } from './not-final.ts';

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
  countUnfinished(guildId: string): number;
  paceOf(guildId: string, memberId: string): MemberPace;
  /** The latest jobs of a job's member in its server that were accepted at or after a time, newest first. */
  acceptedSince(job: Job, since: number): Job[];
  /** In the order given, in several turns of the event loop. What is gone or cannot be read is left out. */
  read(ids: readonly string[]): AsyncGenerator<StoredJob>;
  filesInUse(hashes: readonly string[]): Set<string>;
  holdersOf(hashes: readonly string[]): Promise<Map<string, FileHolder>>;
  /** The ids of a member's jobs, by server and then in order of acceptance. */
  idsOf(memberId: string): string[];
  /** The ids of a member's jobs that were accepted before a time. */
  idsBefore(memberId: string, before: number): { ended: string[]; unfinished: string[] };
  /** Those of these jobs that have ended. */
  endedAmong(ids: readonly string[]): string[];
  /** These jobs no longer hold their files. Returns the hashes of what they held. */
  releaseFiles(ids: readonly string[]): string[];
  /** Those that no job holds, each once. */
  withoutHolder(hashes: readonly string[]): string[];
  remove(ids: readonly string[]): void;
}

/** How many of a member's jobs in a server are looked at for one that is asked for twice. */
const LATEST = 20;

/** How many records are read before others have their turn of the event loop. */
const READ_AT_ONCE = 50;

const HASHES_AT_ONCE = 500;

/** By rank. */
const HOLDERS: readonly FileHolder[] = ['ended', 'cover', 'unfinished'];
const RANK = `CASE
  WHEN jobs.${NOT_FINAL} THEN 2
  WHEN jobs.state = 'delivered' THEN 1
  WHEN jobs.state = 'failed' AND iif(json_valid(record), record, '{}') ->> '$.takes[0].hash' IS NOT NULL THEN 1
  ELSE 0
END`;
const holderRowSchema = z.object({ hash: z.string(), rank: z.number() });

const recordRowSchema = z.object({ seq: z.number(), record: z.string() });
const acceptedRowSchema = z.object({ accepted_at: z.number() });
const paceRowSchema = z.object({ last: z.number().nullable(), waiting: z.number() });
const stateRowSchema = z.object({ state: z.enum(jobStates) });
const idRowSchema = z.object({ id: z.string() });
const countRowSchema = z.object({ count: z.number() });
const hashRowSchema = z.object({ hash: z.string() });
const idStateRowSchema = idRowSchema.extend(stateRowSchema.shape);

const OF_THESE = 'job_seq IN (SELECT seq FROM json_each(?) AS asked JOIN jobs ON jobs.id = asked.value)';

export interface JobTableOptions {
  database: Database;
  clock: Clock;
  log: Logger;
}

export function createJobTable({ database, clock, log }: JobTableOptions): JobTable {
  const writeFiles = (order: number, job: Job) => {
    for (const hash of hashesOf(job)) {
      database.statement('INSERT INTO job_files (job_seq, hash) VALUES (?, ?)').run(order, hash);
    }
  };

  const readIfPossible = (row: Record<string, unknown>): StoredJob[] => {
    try {
      return [readRow(row)];
    } catch (error) {
      log.error({ err: error, order: row.seq }, 'the record of a job cannot be read; it is left alone');
      return [];
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
      return rows.flatMap(readIfPossible);
    },
    countUnfinished(guildId) {
      const row = database
        .statement(`SELECT count(*) AS count FROM jobs WHERE guild_id = ? AND ${NOT_FINAL}`)
        .get(guildId);
      return countRowSchema.parse(row).count;
    },
    paceOf(guildId, memberId) {
      const row = database
        .statement(
          `SELECT max(CASE WHEN state NOT IN ('failed', 'cancelled') THEN accepted_at END) AS last,
             count(CASE WHEN state = 'queued' THEN 1 END) AS waiting
           FROM jobs WHERE requester_id = ? AND guild_id = ?`,
        )
        .get(memberId, guildId);
      const { last, waiting } = paceRowSchema.parse(row);
      return { lastAcceptedAt: last, waiting };
    },
    acceptedSince({ requester, guildId }, since) {
      const rows = database
        .statement(
          'SELECT seq, record, accepted_at FROM jobs WHERE requester_id = ? AND guild_id = ? ORDER BY seq DESC LIMIT ?',
        )
        .all(requester.id, guildId, LATEST)
        .filter((row) => acceptedRowSchema.parse(row).accepted_at >= since);
      return rows.flatMap(readIfPossible).map(({ job }) => job);
    },
    async *read(ids) {
      for (const [index, id] of ids.entries()) {
        if (index > 0 && index % READ_AT_ONCE === 0) await clock.yield();
        const row = database.statement('SELECT seq, record FROM jobs WHERE id = ?').get(id);
        if (row) yield* readIfPossible(row);
      }
    },
    filesInUse(hashes) {
      const rows = database
        .statement(
          'SELECT DISTINCT job_files.hash FROM json_each(?) AS asked JOIN job_files ON job_files.hash = asked.value',
        )
        .all(JSON.stringify(hashes));
      return new Set(rows.map((row) => hashRowSchema.parse(row).hash));
    },
    async holdersOf(hashes) {
      const found = new Map<string, FileHolder>();
      for (let from = 0; from < hashes.length; from += HASHES_AT_ONCE) {
        if (from > 0) await clock.yield();
        const rows = database
          .statement(
            `SELECT asked.value AS hash, max(${RANK}) AS rank FROM json_each(?) AS asked
             JOIN job_files ON job_files.hash = asked.value
             JOIN jobs ON jobs.seq = job_files.job_seq
             GROUP BY asked.value`,
          )
          .all(JSON.stringify(hashes.slice(from, from + HASHES_AT_ONCE)));
        for (const row of rows) {
          const { hash, rank } = holderRowSchema.parse(row);
          found.set(hash, HOLDERS[rank] ?? 'unfinished');
        }
      }
      return found;
    },
    idsOf(memberId) {
      const rows = database
        .statement('SELECT id FROM jobs WHERE requester_id = ? ORDER BY guild_id, seq')
        .all(memberId);
      return rows.map((row) => idRowSchema.parse(row).id);
    },
    idsBefore(memberId, before) {
      const rows = database
        .statement('SELECT id, state FROM jobs WHERE requester_id = ? AND accepted_at < ? ORDER BY guild_id, seq')
        .all(memberId, before)
        .map((row) => idStateRowSchema.parse(row));
      const idsWhere = (isWanted: (state: JobState) => boolean) =>
        rows.filter(({ state }) => isWanted(state)).map(({ id }) => id);
      return { ended: idsWhere(isFinal), unfinished: idsWhere((state) => !isFinal(state)) };
    },
    endedAmong(ids) {
      return database
        .statement(
          `SELECT jobs.id FROM json_each(?) AS asked JOIN jobs ON jobs.id = asked.value WHERE NOT (jobs.${NOT_FINAL})`,
        )
        .all(JSON.stringify(ids))
        .map((row) => idRowSchema.parse(row).id);
    },
    releaseFiles(ids) {
      return database
        .statement(`DELETE FROM job_files WHERE ${OF_THESE} RETURNING hash`)
        .all(JSON.stringify(ids))
        .map((row) => hashRowSchema.parse(row).hash);
    },
    withoutHolder(hashes) {
      const isHeld = (hash: string) => database.statement('SELECT 1 FROM job_files WHERE hash = ? LIMIT 1').get(hash);
      return [...new Set(hashes)].filter((hash) => !isHeld(hash));
    },
    remove(ids) {
      database.statement('DELETE FROM jobs WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids));
    },
  };
}

function readRow(row: unknown): StoredJob {
  const { seq, record } = recordRowSchema.parse(row);
  return { order: seq, job: jobSchema.parse(JSON.parse(record)) };
}

/** Every file of our store that a job has. */
function hashesOf({ reference, voice, instrumental, takes, waveform }: Job): string[] {
  const made = takes.flatMap(({ playable, finished }) => [playable, finished]);
  const files = [reference, voice, instrumental, ...takes, ...made, waveform];
  return [...new Set(files.flatMap((file) => (file ? [file.hash] : [])))];
}
