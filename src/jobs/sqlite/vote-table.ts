import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Vote } from '../../domain/cover.ts';
import type { MemberRecords } from '../records.ts';

/** Who has voted for which cover. Writing is done within a transaction of the caller. */
export interface VoteTable {
  /** Gives a vote for a cover that is there, or takes it back. */
  toggle(coverId: string, memberId: string, now: number): Vote;
  /** Oldest first. */
  of(memberId: string): MemberRecords['votes'];
  remove(memberId: string, votes: MemberRecords['votes']): void;
}

const countRowSchema = z.object({ votes: z.number() });
const voteRowSchema = z
  .object({ cover_id: z.string(), voted_at: z.number() })
  .transform((row) => ({ coverId: row.cover_id, at: row.voted_at }));

export function createVoteTable(database: Database): VoteTable {
  const count = (coverId: string): number => {
    const row = database
      .statement(
        `UPDATE covers SET votes = (SELECT count(*) FROM votes WHERE cover_id = covers.id) WHERE id = ? RETURNING votes`,
      )
      .get(coverId);
    return countRowSchema.parse(row).votes;
  };

  const remove = (coverId: string, memberId: string): boolean => {
    const sql = 'DELETE FROM votes WHERE cover_id = ? AND member_id = ?';
    return Number(database.statement(sql).run(coverId, memberId).changes) > 0;
  };

  return {
    toggle(coverId, memberId, now) {
      const isGiven = !remove(coverId, memberId);
      if (isGiven) {
        database
          .statement('INSERT INTO votes (cover_id, member_id, voted_at) VALUES (?, ?, ?)')
          .run(coverId, memberId, now);
      }
      return { count: count(coverId), isGiven };
    },
    of(memberId) {
      return database
        .statement('SELECT cover_id, voted_at FROM votes WHERE member_id = ? ORDER BY voted_at, cover_id')
        .all(memberId)
        .map((row) => voteRowSchema.parse(row));
    },
    remove(memberId, votes) {
      for (const { coverId } of votes) {
        remove(coverId, memberId);
        count(coverId);
      }
    },
  };
}
