import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { HistoryEntry } from '../../domain/cover.ts';
import type { HistoryPage, HistoryQuery } from '../library.ts';
import type { CoverTable } from './cover-table.ts';
import { foldCase } from './fold-case.ts';
import type { JobTable } from './job-table.ts';
import { NOT_FINAL } from './not-final.ts';

/** Texts are looked for in so many of a server's latest covers. */
const SEARCHED = 1_000;

export interface HistoryOptions {
  database: Database;
  jobs: JobTable;
  covers: CoverTable;
}

/** Looks for jobs and covers by indexes alone, and reads the records of what is shown. */
export function createHistory({
  database,
  jobs,
  covers,
}: HistoryOptions): (query: HistoryQuery) => Promise<HistoryPage> {
  const idsOf = createIds(database);

  return async function history(query) {
    // One more shows whether there are more.
    const found = idsOf(query, query.limit + 1);
    const shown = found.slice(0, query.limit);
    const isTowardsNewer = query.kind === 'member' && query.newerThan !== undefined;
    const entries: HistoryEntry[] = [];
    for await (const { job } of jobs.read(isTowardsNewer ? shown.reverse() : shown)) {
      const cover = covers.find(job.id);
      // What was removed in the meantime is no longer posted.
      if (cover || query.kind === 'member' || query.kind === 'unfinished') entries.push({ job, cover });
    }
    return { entries, hasMore: found.length > query.limit };
  };
}

const idRowSchema = z.object({ id: z.string() });
const textRowSchema = z.object({ id: z.string(), song_name: z.string().nullable(), style: z.string().nullable() });

/** The ids of what a query finds, in its order and at most so many. */
function createIds(database: Database): (query: HistoryQuery, limit: number) => string[] {
  const select = (sql: string, ...parameters: (string | number)[]) =>
    database
      .statement(sql)
      .all(...parameters)
      .map((row) => idRowSchema.parse(row).id);

  const ofMember = (query: Extract<HistoryQuery, { kind: 'member' }>, limit: number) => {
    const { guildId, memberId, olderThan, newerThan } = query;
    const from = 'SELECT id FROM jobs WHERE requester_id = ? AND guild_id = ?';
    // A job that is gone, or another member's, counts as older than all that are there.
    const edge = 'coalesce((SELECT seq FROM jobs WHERE id = ? AND requester_id = ?), 0)';
    if (newerThan !== undefined) {
      const sql = `${from} AND seq > ${edge} ORDER BY seq LIMIT ?`;
      return select(sql, memberId, guildId, newerThan, memberId, limit);
    }
    if (olderThan !== undefined) {
      const sql = `${from} AND seq < ${edge} ORDER BY seq DESC LIMIT ?`;
      return select(sql, memberId, guildId, olderThan, memberId, limit);
    }
    return select(`${from} ORDER BY seq DESC LIMIT ?`, memberId, guildId, limit);
  };

  const unfinished = ({ guildId, memberId }: Extract<HistoryQuery, { kind: 'unfinished' }>, limit: number) => {
    if (memberId === undefined)
      return select(`SELECT id FROM jobs WHERE guild_id = ? AND ${NOT_FINAL} ORDER BY seq LIMIT ?`, guildId, limit);
    const sql = `SELECT id FROM jobs WHERE requester_id = ? AND guild_id = ? AND ${NOT_FINAL} ORDER BY seq LIMIT ?`;
    return select(sql, memberId, guildId, limit);
  };

  const withText = (guildId: string, text: string, limit: number) => {
    const wanted = foldCase(text);
    const rows = database
      .statement(
        `SELECT id, song_name, style FROM covers WHERE guild_id = ? ORDER BY posted_at DESC, job_seq DESC LIMIT ?`,
      )
      .all(guildId, SEARCHED);
    const found: string[] = [];
    for (const row of rows) {
      const { id, song_name, style } = textRowSchema.parse(row);
      if ([song_name, style].some((part) => part !== null && foldCase(part).includes(wanted))) found.push(id);
      if (found.length === limit) break;
    }
    return found;
  };

  return (query, limit) => {
    switch (query.kind) {
      case 'member':
        return ofMember(query, limit);
      case 'unfinished':
        return unfinished(query, limit);
      case 'posted': {
        if (query.text !== undefined) return withText(query.guildId, query.text, limit);
        const sql = `SELECT id FROM covers WHERE guild_id = ? ORDER BY posted_at DESC, job_seq DESC LIMIT ?`;
        return select(sql, query.guildId, limit);
      }
      case 'top': {
        const sql = `SELECT id FROM covers WHERE guild_id = ? AND votes > 0 AND posted_at >= ?
                     ORDER BY votes DESC, posted_at DESC, job_seq DESC LIMIT ?`;
        return select(sql, query.guildId, query.since, limit);
      }
      case 'lineage': {
        const sql = `SELECT id FROM covers WHERE guild_id = ? AND root_hash = ? ORDER BY posted_at, job_seq LIMIT ?`;
        return select(sql, query.guildId, query.rootHash, limit);
      }
      case 'poster': {
        const sql = `SELECT id FROM covers WHERE poster_id = ? ORDER BY posted_at DESC, job_seq DESC LIMIT ?`;
        return select(sql, query.posterId, limit);
      }
    }
  };
}
