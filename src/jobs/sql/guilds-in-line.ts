import { sql } from 'kysely';
import { createHot, type Sql } from '../../database.ts';
import { inTurn } from '../../domain/turns/places.ts';
import type { JobTables } from './tables.ts';

export interface GuildInRound {
  guildId: string;
  /** What waits in it, in the order of its turns. */
  ids: string[];
  running: number;
}

/** The guilds that have something waiting, or one of them, with all that waits there. */
export async function guildsInLine(db: Sql<JobTables>, guildId?: string): Promise<GuildInRound[]> {
  const counts = new Map((await readRunning(db, {})).rows.map(({ guild_id, count }) => [guild_id, count]));
  const guilds = new Map<string, Map<string, { last: number; ids: string[] }>>();
  const { rows } = await (guildId === undefined ? readWaiting(db, {}) : readWaitingIn(db, { guildId }));
  for (const { id, guild_id, member_id, make: last } of rows) {
    const members = guilds.get(guild_id) ?? new Map<string, { last: number; ids: string[] }>();
    guilds.set(guild_id, members);
    const line = members.get(member_id);
    if (line) line.ids.push(id);
    else members.set(member_id, { last, ids: [id] });
  }
  return [...guilds].map(([id, members]) => ({
    guildId: id,
    ids: inTurn([...members.values()].toSorted((one, other) => one.last - other.last).map(({ ids }) => ids)),
    running: counts.get(id) ?? 0,
  }));
}

const waitingIn = (db: Sql<JobTables>) =>
  db
    .selectFrom('job_turns')
    .innerJoin('lines', (join) =>
      join.onRef('lines.guild_id', '=', 'job_turns.guild_id').onRef('lines.member_id', '=', 'job_turns.member_id'),
    )
    .select(['job_turns.id', 'job_turns.guild_id', 'job_turns.member_id', 'lines.make'])
    .where('kind', '=', 'make')
    .where('is_begun', '=', 0)
    .where('has_turn', '=', 0)
    .orderBy('job_seq');

const readWaiting = createHot((db: Sql<JobTables>, _: object) => waitingIn(db));

const readWaitingIn = createHot((db: Sql<JobTables>, { guildId }: { guildId: string }) =>
  waitingIn(db).where('job_turns.guild_id', '=', guildId),
);

const readRunning = createHot((db: Sql<JobTables>, _: object) =>
  db
    .selectFrom('job_turns')
    .select(({ fn }) => ['guild_id', fn.countAll<number>().as('count')])
    .where('has_turn', '=', sql.lit(1))
    .groupBy('guild_id'),
);
