import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Cover } from '../../domain/cover.ts';
import type { Job } from '../../domain/job.ts';
import { familyHashOf, posterOf } from '../../domain/lineage.ts';
import type { StoredJob } from './job-table.ts';

/** The covers that were posted and not removed. Writing is done within a transaction of the caller. */
export interface CoverTable {
  find(id: string): Cover | undefined;
  findByMessage(guildId: string, messageId: string): Cover | undefined;
  /** The covers of a member, in the order of their jobs. */
  of(memberId: string): Cover[];
  insert(stored: StoredJob, messageId: string, postedAt: number): void;
  remove(id: string): void;
}

const coverRowSchema = z
  .object({
    id: z.string(),
    guild_id: z.string(),
    channel_id: z.string(),
    message_id: z.string(),
    requester_id: z.string(),
    posted_at: z.number(),
    votes: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    guildId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    requesterId: row.requester_id,
    postedAt: row.posted_at,
    votes: row.votes,
  }));

export function createCoverTable(database: Database): CoverTable {
  return {
    find(id) {
      const row = database.statement('SELECT * FROM covers WHERE id = ?').get(id);
      return row && coverRowSchema.parse(row);
    },
    findByMessage(guildId, messageId) {
      const row = database
        .statement('SELECT * FROM covers WHERE guild_id = ? AND message_id = ?')
        .get(guildId, messageId);
      return row && coverRowSchema.parse(row);
    },
    of(memberId) {
      const rows = database
        .statement(
          `SELECT covers.* FROM jobs JOIN covers ON job_seq = seq WHERE jobs.requester_id = ? ORDER BY jobs.guild_id, seq`,
        )
        .all(memberId);
      return rows.map((row) => coverRowSchema.parse(row));
    },
    insert({ order, job }, messageId, postedAt) {
      database
        .statement(
          `INSERT INTO covers (job_seq, id, guild_id, channel_id, message_id, requester_id, posted_at,
                               root_hash, poster_id, song_name, style)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          order,
          job.id,
          job.guildId,
          job.channelId,
          messageId,
          job.requester.id,
          postedAt,
          familyHashOf(job),
          posterOf(job),
          songNameOf(job),
          job.style,
        );
    },
    remove(id) {
      database.statement('DELETE FROM covers WHERE id = ?').run(id);
    },
  };
}

function songNameOf({ reference, voice, instrumental }: Job): string | null {
  return (reference ?? voice ?? instrumental)?.name ?? null;
}
