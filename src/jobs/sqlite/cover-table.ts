import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Cover } from '../port.ts';

/** The covers that were posted. */
export interface CoverTable {
  find(id: string): Cover | undefined;
  insert(cover: Cover): void;
}

const coverRowSchema = z
  .object({
    id: z.string(),
    guild_id: z.string(),
    channel_id: z.string(),
    message_id: z.string(),
    requester_id: z.string(),
    posted_at: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    guildId: row.guild_id,
    channelId: row.channel_id,
    messageId: row.message_id,
    requesterId: row.requester_id,
    postedAt: row.posted_at,
  }));

export function createCoverTable(database: Database): CoverTable {
  return {
    find(id) {
      const row = database.statement('SELECT * FROM covers WHERE id = ?').get(id);
      return row && coverRowSchema.parse(row);
    },
    insert({ id, guildId, channelId, messageId, requesterId, postedAt }) {
      database
        .statement(
          `INSERT INTO covers (id, guild_id, channel_id, message_id, requester_id, posted_at) VALUES (?, ?, ?, ?, ?, ?)`,
        )
        .run(id, guildId, channelId, messageId, requesterId, postedAt);
    },
  };
}
