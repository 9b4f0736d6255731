import { type Selectable, sql } from 'kysely';
import type { Clock } from '../../clock.ts';
import { createHot, type Sql } from '../../database.ts';
import { hashesOf, isFinal, type Job, type JobState, jobSchema, jobStates } from '../../domain/job.ts';
import type { MemberPace } from '../../domain/policy/pace.ts';
import type { Logger } from '../../logger.ts';
import type { JobTables } from './tables.ts';

/** A job with its place in the order of acceptance. */
export interface StoredJob {
  order: number;
  job: Job;
}

/** Written into the statements, as in the partial indexes, or those are not used. */
export const FINAL_STATES = jobStates.filter(isFinal).map((state) => sql.lit(state));

/** How many of a member's jobs in a server are looked at for one that is asked for twice. */
const LATEST = 20;

/** How many records are read before others have their turn of the event loop. */
const READ_AT_ONCE = 50;

type Row = Pick<Selectable<JobTables['jobs']>, 'seq' | 'record'>;

/** Throws when the record cannot be read. */
export async function findJob(db: Sql<JobTables>, id: string): Promise<StoredJob | undefined> {
  const [row] = (await readRecord(db, { id })).rows;
  return row && readRow(row);
}

/** A job that nobody else changes until the transaction ends. Throws when the record cannot be read. */
export async function lockJob(db: Sql<JobTables>, id: string): Promise<StoredJob | undefined> {
  const [row] = (await lockRecord(db, { id })).rows;
  return row && readRow(row);
}

const lockRecord = createHot((db: Sql<JobTables>, { id }: { id: string }) =>
  db.selectFrom('jobs').select(['seq', 'record']).where('id', '=', id).forUpdate(),
);

const readRecord = createHot((db: Sql<JobTables>, { id }: { id: string }) =>
  db.selectFrom('jobs').select(['seq', 'record']).where('id', '=', id),
);

export async function stateOf(db: Sql<JobTables>, id: string): Promise<JobState | undefined> {
  const row = await db.selectFrom('jobs').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state;
}

/** Returns the job as it was written. */
export async function insertJob(db: Sql<JobTables>, job: Job): Promise<StoredJob> {
  const written = jobSchema.parse(job);
  const [row] = (await insertRow(db, columnsOf(written))).rows;
  if (!row) throw new Error('a job that was written has no place');
  await writeFiles(db, row.seq, written);
  return { order: row.seq, job: written };
}

/** Writes the job that came of `before`, which was locked in the same transaction. */
export async function replaceJob(db: Sql<JobTables>, before: StoredJob, after: Job): Promise<StoredJob> {
  // A record that could not be read again would be a job lost: checked before it is written.
  const written = jobSchema.parse(after);
  await updateRow(db, { ...changingColumnsOf(written), seq: before.order });
  if (hashesOf(before.job).join() !== hashesOf(written).join()) {
    await deleteFiles(db, { seq: before.order });
    await writeFiles(db, before.order, written);
  }
  return { order: before.order, job: written };
}

type Columns = ReturnType<typeof columnsOf>;
type ChangingColumns = ReturnType<typeof changingColumnsOf>;

/** By name, since a stand-in for values has no names to be listed. */
const changingIn = ({ version, state, channel_id, has_takes, record }: ChangingColumns): ChangingColumns => {
  return { version, state, channel_id, has_takes, record };
};

const insertRow = createHot((db: Sql<JobTables>, columns: Columns) => {
  const { id, accepted_at, guild_id, requester_id } = columns;
  return db
    .insertInto('jobs')
    .values({ id, accepted_at, guild_id, requester_id, ...changingIn(columns) })
    .returning('seq');
});

/** Names no column of an index: SQLite writes the pages of each that it is told to set, also to what it is. */
const updateRow = createHot((db: Sql<JobTables>, columns: ChangingColumns & { seq: number }) =>
  db.updateTable('jobs').set(changingIn(columns)).where('seq', '=', columns.seq),
);

function columnsOf(job: Job) {
  return {
    id: job.id,
    accepted_at: job.acceptedAt,
    guild_id: job.guildId,
    requester_id: job.requester.id,
    ...changingColumnsOf(job),
  };
}

/** Whose a job is, and where, stays. */
function changingColumnsOf(job: Job) {
  return {
    version: job.version,
    state: job.state,
    channel_id: job.channelId,
    has_takes: job.takes.length > 0 ? 1 : 0,
    record: JSON.stringify(job),
  };
}

async function writeFiles(db: Sql<JobTables>, seq: number, job: Job): Promise<void> {
  const hashes = hashesOf(job);
  if (hashes.length > 0) await insertFiles(db, { seq }, { hashes });
}

const insertFiles = createHot(
  (db: Sql<JobTables>, values: { seq: number }, { hashes }: { hashes: readonly string[] }) =>
    db.insertInto('job_files').values(hashes.map((hash) => ({ job_seq: values.seq, hash }))),
);

const deleteFiles = createHot((db: Sql<JobTables>, { seq }: { seq: number }) =>
  db.deleteFrom('job_files').where('job_seq', '=', seq),
);

/** Where a member stands in a server. */
export async function paceOf(db: Sql<JobTables>, guildId: string, memberId: string): Promise<MemberPace> {
  const [pace] = (await readPace(db, { guildId, memberId })).rows;
  return { lastAcceptedAt: pace?.last ?? null, waiting: pace?.waiting ?? 0 };
}

const readPace = createHot((db: Sql<JobTables>, { guildId, memberId }: { guildId: string; memberId: string }) =>
  db
    .selectFrom('jobs')
    .select(({ fn, eb }) => [
      fn
        .max<number | null>(
          eb.case().when('state', 'not in', ['failed', 'cancelled']).then(eb.ref('accepted_at')).end(),
        )
        .as('last'),
      fn.count<number>(eb.case().when('state', '=', 'queued').then(1).end()).as('waiting'),
    ])
    .where('requester_id', '=', memberId)
    .where('guild_id', '=', guildId),
);

const readLatest = createHot((db: Sql<JobTables>, { requesterId, guildId }: { requesterId: string; guildId: string }) =>
  db
    .selectFrom('jobs')
    .select(['seq', 'record', 'accepted_at'])
    .where('requester_id', '=', requesterId)
    .where('guild_id', '=', guildId)
    .orderBy('seq', 'desc')
    .limit(LATEST),
);

export interface JobReaderOptions {
  db: Sql<JobTables>;
  clock: Clock;
  log: Logger;
}

/** Reads records of which one that cannot be read is in nobody's way. */
export interface JobReader {
  /** What is not at its end, in order of acceptance. */
  unfinished(): Promise<StoredJob[]>;
  /** The latest jobs of a job's member in its server that were accepted at or after a time, newest first. */
  acceptedSince(inTransaction: Sql<JobTables>, job: Job, since: number): Promise<Job[]>;
  /** In the order given, in several turns of the event loop. What is gone or cannot be read is left out. */
  read(ids: readonly string[]): AsyncGenerator<StoredJob>;
}

export function createJobReader({ db, clock, log }: JobReaderOptions): JobReader {
  const newer = new Set<number>();
  const readIfPossible = (row: Row): StoredJob[] => {
    try {
      return [readRow(row)];
    } catch (error) {
      if (error instanceof NewerJobError) {
        if (!newer.has(row.seq))
          log.warn(
            { order: row.seq, state: error.state },
            'a job is in a state that only a newer release knows; it is left alone',
          );
        newer.add(row.seq);
        return [];
      }
      log.error({ err: error, order: row.seq }, 'the record of a job cannot be read; it is left alone');
      return [];
    }
  };

  return {
    async unfinished() {
      const rows = await db
        .selectFrom('job_turns')
        .innerJoin('jobs', 'jobs.seq', 'job_turns.job_seq')
        .select(['jobs.seq', 'record'])
        .orderBy('job_seq')
        .execute();
      return rows.flatMap(readIfPossible);
    },
    async acceptedSince(inTransaction, { requester, guildId }, since) {
      const { rows } = await readLatest(inTransaction, { requesterId: requester.id, guildId });
      const recent = rows.filter((row) => row.accepted_at >= since);
      return recent.flatMap(readIfPossible).map(({ job }) => job);
    },
    async *read(ids) {
      for (const [index, id] of ids.entries()) {
        if (index > 0 && index % READ_AT_ONCE === 0) await clock.yield();
        const row = await db.selectFrom('jobs').select(['seq', 'record']).where('id', '=', id).executeTakeFirst();
        if (row) yield* readIfPossible(row);
      }
    },
  };
}

function readRow({ seq, record }: Row): StoredJob {
  const parsed: unknown = JSON.parse(record);
  const newer = newerStateOf(parsed);
  if (newer !== undefined) throw new NewerJobError(newer);
  return { order: seq, job: jobSchema.parse(parsed) };
}

/** Another release, which works on the same jobs, has moved one to where this one cannot follow. */
class NewerJobError extends Error {
  readonly state: string;
  constructor(state: string) {
    super(`the job is in the state ${state}, which only a newer release knows`);
    this.state = state;
  }
}

const KNOWN_STATES: ReadonlySet<string> = new Set(jobStates);

function newerStateOf(record: unknown): string | undefined {
  const state = typeof record === 'object' && record !== null && 'state' in record ? record.state : undefined;
  return typeof state === 'string' && !KNOWN_STATES.has(state) ? state : undefined;
}
