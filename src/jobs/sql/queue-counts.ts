import type { Sql } from '../../database.ts';
import type { QueueCount } from '../store.ts';
import type { JobTables } from './tables.ts';

/** Counted where they are, since there may be many. What another release has made of one counts as well. */
export async function readQueueCounts(db: Sql<JobTables>): Promise<QueueCount[]> {
  const rows = await db
    .selectFrom('job_turns')
    .innerJoin('jobs', 'jobs.seq', 'job_turns.job_seq')
    .select(({ fn }) => [
      'jobs.guild_id as guildId',
      'jobs.state as state',
      'job_turns.provider as provider',
      fn.countAll<number>().as('count'),
      fn.min<number>('jobs.accepted_at').as('waitingSince'),
    ])
    .groupBy(['jobs.guild_id', 'jobs.state', 'job_turns.provider'])
    .execute();
  // One that has been given a turn is not at its provider before it is sent there.
  return rows.map((row) => (row.state === 'queued' ? { ...row, provider: null } : row));
}
