import { sql } from 'kysely';
import type { Sql } from '../../database.ts';
import type { HistoryEntry } from '../../domain/cover.ts';
import type { HistoryPage, HistoryQuery } from '../library.ts';
import { findCover } from './covers.ts';
import { foldCase } from './fold-case.ts';
import type { JobReader } from './job-rows.ts';
import type { JobTables } from './tables.ts';

/** Texts are looked for in so many of a server's latest covers. */
const SEARCHED = 1_000;

export interface HistoryOptions {
  db: Sql<JobTables>;
  reader: JobReader;
}

/** Looks for jobs and covers by indexes alone, and reads the records of what is shown. */
export function createHistory({ db, reader }: HistoryOptions): (query: HistoryQuery) => Promise<HistoryPage> {
  return async function history(query) {
    // One more shows whether there are more.
    const found = await idsOf(db, query, query.limit + 1);
    const shown = found.slice(0, query.limit);
    const isTowardsNewer = query.kind === 'member' && query.newerThan !== undefined;
    const entries: HistoryEntry[] = [];
    for await (const { job } of reader.read(isTowardsNewer ? shown.reverse() : shown)) {
      const cover = await findCover(db, job.id);
      // What was removed in the meantime is no longer posted.
      if (cover || query.kind === 'member' || query.kind === 'unfinished') entries.push({ job, cover });
    }
    return { entries, hasMore: found.length > query.limit };
  };
}

/** The ids of what a query finds, in its order and at most so many. */
async function idsOf(db: Sql<JobTables>, query: HistoryQuery, limit: number): Promise<string[]> {
  if (query.kind === 'posted' && query.text !== undefined) return idsWithText(db, query.guildId, query.text, limit);
  const rows = await selectionOf(db, query, limit);
  return rows.map(({ id }) => id);
}

function selectionOf(db: Sql<JobTables>, query: HistoryQuery, limit: number): Promise<{ id: string }[]> {
  const covers = db.selectFrom('covers').select('id');
  switch (query.kind) {
    case 'member':
      return ofMember(db, query).limit(limit).execute();
    case 'unfinished':
      return unfinished(db, query).limit(limit).execute();
    case 'posted':
      return covers
        .where('guild_id', '=', query.guildId)
        .orderBy('posted_at', 'desc')
        .orderBy('job_seq', 'desc')
        .limit(limit)
        .execute();
    case 'top':
      return covers
        .where('guild_id', '=', query.guildId)
        .where('votes', '>', sql.lit(0))
        .where('posted_at', '>=', query.since)
        .orderBy('votes', 'desc')
        .orderBy('posted_at', 'desc')
        .orderBy('job_seq', 'desc')
        .limit(limit)
        .execute();
    case 'lineage':
      return covers
        .where('guild_id', '=', query.guildId)
        .where('root_hash', '=', query.rootHash)
        .orderBy('posted_at')
        .orderBy('job_seq')
        .limit(limit)
        .execute();
    case 'poster':
      return covers
        .where('poster_id', '=', query.posterId)
        .orderBy('posted_at', 'desc')
        .orderBy('job_seq', 'desc')
        .limit(limit)
        .execute();
  }
}

function ofMember(db: Sql<JobTables>, query: Extract<HistoryQuery, { kind: 'member' }>) {
  const { guildId, memberId, olderThan, newerThan } = query;
  const own = db.selectFrom('jobs').select('id').where('requester_id', '=', memberId).where('guild_id', '=', guildId);
  // A job that is gone, or another member's, counts as older than all that are there.
  const edge = (id: string) =>
    sql<number>`coalesce((select seq from jobs where id = ${id} and requester_id = ${memberId}), 0)`;
  if (newerThan !== undefined) return own.where('seq', '>', edge(newerThan)).orderBy('seq');
  const newestFirst = own.orderBy('seq', 'desc');
  return olderThan === undefined ? newestFirst : newestFirst.where('seq', '<', edge(olderThan));
}

function unfinished(db: Sql<JobTables>, { guildId, memberId }: Extract<HistoryQuery, { kind: 'unfinished' }>) {
  const all = db.selectFrom('job_turns').select('id').where('guild_id', '=', guildId).orderBy('job_seq');
  return memberId === undefined ? all : all.where('member_id', '=', memberId);
}

async function idsWithText(db: Sql<JobTables>, guildId: string, text: string, limit: number): Promise<string[]> {
  const wanted = foldCase(text);
  const rows = await db
    .selectFrom('covers')
    .select(['id', 'song_name', 'style'])
    .where('guild_id', '=', guildId)
    .orderBy('posted_at', 'desc')
    .orderBy('job_seq', 'desc')
    .limit(SEARCHED)
    .execute();
  const hasText = (part: string | null) => part !== null && foldCase(part).includes(wanted);
  const found = rows.filter(({ song_name, style }) => hasText(song_name) || hasText(style));
  return found.slice(0, limit).map(({ id }) => id);
}
