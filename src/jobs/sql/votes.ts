import type { Sql } from '../../database.ts';
import type { Vote } from '../../domain/cover.ts';
import type { MemberRecords } from '../records.ts';
import { lockCover } from './covers.ts';
import type { JobTables } from './tables.ts';

/** Gives a vote for a cover that is there, or takes it back. Within a transaction of the caller. */
export async function toggleVote(db: Sql<JobTables>, coverId: string, memberId: string, now: number): Promise<Vote> {
  const isGiven = !(await removeVote(db, coverId, memberId));
  if (isGiven) await db.insertInto('votes').values({ cover_id: coverId, member_id: memberId, voted_at: now }).execute();
  return { count: await countVotes(db, coverId), isGiven };
}

/** Oldest first. */
export async function votesOf(db: Sql<JobTables>, memberId: string): Promise<MemberRecords['votes']> {
  const rows = await db
    .selectFrom('votes')
    .select(['cover_id', 'voted_at'])
    .where('member_id', '=', memberId)
    .orderBy('voted_at')
    .orderBy('cover_id')
    .execute();
  return rows.map(({ cover_id: coverId, voted_at: at }) => ({ coverId, at }));
}

export async function removeVotes(db: Sql<JobTables>, memberId: string, votes: MemberRecords['votes']): Promise<void> {
  const ids = votes.map(({ coverId }) => coverId).toSorted();
  for (const coverId of ids) {
    // Before the vote, as whoever votes does: two who count at the same moment would each leave out what the other one does.
    await lockCover(db, coverId);
    await removeVote(db, coverId, memberId);
    await countVotes(db, coverId);
  }
}

async function removeVote(db: Sql<JobTables>, coverId: string, memberId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('votes')
    .where('cover_id', '=', coverId)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Writes down beside the cover how many votes it has. */
async function countVotes(db: Sql<JobTables>, coverId: string): Promise<number> {
  const row = await db
    .updateTable('covers')
    .set((eb) => ({
      votes: eb
        .selectFrom('votes')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('cover_id', '=', coverId),
    }))
    .where('id', '=', coverId)
    .returning('votes')
    .executeTakeFirst();
  return row?.votes ?? 0;
}
