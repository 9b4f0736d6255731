import type { RawBuilder, SqlBool } from 'kysely';
import type { Sql } from '../../database.ts';
import type { WorkKind } from '../../domain/turns/work-kind.ts';
import type { JobTables } from './tables.ts';

interface InGuild {
  guild_id: string;
  member_id: string;
}

/**
 * The first guilds in the round of a kind of work that have something ready, in their order. Each of them is sure of a turn before any
 * that comes behind, so that nothing has to be read of the others. `hasReady` is asked of each row of `lines`.
 */
export async function firstGuilds(
  db: Sql<JobTables>,
  kind: WorkKind,
  hasReady: RawBuilder<SqlBool>,
  { without, most }: { without: readonly string[]; most: number },
): Promise<string[]> {
  const ready = db
    .selectFrom('lines')
    .select('guild_id')
    .where('member_id', '=', '')
    .where(hasReady)
    .orderBy(kind)
    .orderBy('guild_id')
    .limit(most);
  const rows = await (without.length === 0 ? ready : ready.where('guild_id', 'not in', without)).execute();
  return rows.map(({ guild_id }) => guild_id);
}

/** Those that have in hand what they may; `guildIds` has a guild once for each that it has. */
export function fullGuilds(guildIds: readonly string[], capOf: (guildId: string) => number): string[] {
  const counts = Map.groupBy(guildIds, (guildId) => guildId);
  return [...counts].flatMap(([guildId, ofGuild]) => (ofGuild.length >= capOf(guildId) ? [guildId] : []));
}

/** In the order of the rounds of a kind of work: guilds, members within them, and a member's own as they were. */
export async function inRound<Row extends InGuild>(
  db: Sql<JobTables>,
  kind: WorkKind,
  rows: readonly Row[],
): Promise<Row[]> {
  if (rows.length === 0) return [];
  const guilds = [...new Set(rows.map(({ guild_id }) => guild_id))];
  const lines = await db
    .selectFrom('lines')
    .select(['guild_id', 'member_id', `${kind} as last`])
    .where('guild_id', 'in', guilds)
    .execute();
  const last = new Map(lines.map((line) => [keyOf(line.guild_id, line.member_id), line.last]));
  const lastOf = (guildId: string, memberId = '') => last.get(keyOf(guildId, memberId)) ?? 0;
  return rows.toSorted(
    (one, other) =>
      lastOf(one.guild_id) - lastOf(other.guild_id) ||
      compare(one.guild_id, other.guild_id) ||
      lastOf(one.guild_id, one.member_id) - lastOf(other.guild_id, other.member_id),
  );
}

/** Whose turn it was goes behind all others: the guild, and the member within it. */
export async function goBehindAll(db: Sql<JobTables>, kind: WorkKind, { guild_id, member_id }: InGuild): Promise<void> {
  const { value } = await db
    .updateTable('turn_counter')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .returning('value')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('lines')
    .set({ [kind]: value })
    .where('guild_id', '=', guild_id)
    .where('member_id', 'in', ['', member_id])
    .execute();
}

function keyOf(guildId: string, memberId: string): string {
  return `${guildId} ${memberId}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
