import type { Insertable, Selectable } from 'kysely';
import type { Sql } from '../../database.ts';
import type { Cover } from '../../domain/cover.ts';
import type { Job } from '../../domain/job.ts';
import { familyHashOf, posterOf } from '../../domain/lineage.ts';
import type { StoredJob } from './job-rows.ts';
import type { JobTables } from './tables.ts';

type Row = Selectable<JobTables['covers']>;

export function coverIn(row: Row): Cover {
  return {
    id: row.id,
    guildId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    requesterId: row.requester_id,
    postedAt: row.posted_at,
    votes: row.votes,
  };
}

/** Of those that were posted and not removed. */
export async function findCover(db: Sql<JobTables>, id: string): Promise<Cover | undefined> {
  const row = await db.selectFrom('covers').selectAll().where('id', '=', id).executeTakeFirst();
  return row && coverIn(row);
}

/** A posted cover, of which nobody else counts the votes, and which nobody else removes, until the transaction ends. */
export async function lockCover(db: Sql<JobTables>, id: string): Promise<Cover | undefined> {
  const row = await db.selectFrom('covers').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && coverIn(row);
}

export async function coverWithMessage(
  db: Sql<JobTables>,
  guildId: string,
  messageId: string,
): Promise<Cover | undefined> {
  const row = await db
    .selectFrom('covers')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return row && coverIn(row);
}

/** The covers of a member, in the order of their jobs. */
export async function coversOf(db: Sql<JobTables>, memberId: string): Promise<Cover[]> {
  const rows = await db
    .selectFrom('jobs')
    .innerJoin('covers', 'covers.job_seq', 'jobs.seq')
    .selectAll('covers')
    .where('jobs.requester_id', '=', memberId)
    .orderBy('jobs.guild_id')
    .orderBy('jobs.seq')
    .execute();
  return rows.map(coverIn);
}

export async function insertCover(
  db: Sql<JobTables>,
  { order, job }: StoredJob,
  messageId: string,
  postedAt: number,
): Promise<void> {
  const row: Insertable<JobTables['covers']> = {
    job_seq: order,
    id: job.id,
    guild_id: job.guildId,
    channel_id: job.channelId,
    message_id: messageId,
    requester_id: job.requester.id,
    posted_at: postedAt,
    root_hash: familyHashOf(job) ?? null,
    poster_id: posterOf(job) ?? null,
    song_name: songNameOf(job),
    style: job.style,
  };
  await db.insertInto('covers').values(row).execute();
}

export async function removeCover(db: Sql<JobTables>, id: string): Promise<void> {
  await db.deleteFrom('covers').where('id', '=', id).execute();
}

export function songNameOf({ reference, voice, instrumental }: Job): string | null {
  return (reference ?? voice ?? instrumental)?.name ?? null;
}
