import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { createHot, padded, type Sql } from '../../database.ts';
import type { WorkKind } from '../../domain/turns/work-kind.ts';
import type { JobTables } from './tables.ts';

interface InGuild {
  guild_id: string;
  member_id: string;
}

/**
 * The first guilds in the round of a kind of work that have something ready, in their order. Each of them is sure of a turn before any
 * that comes behind, so that nothing has to be read of the others. `hasReady` is asked of each row of `lines`; `without` are guilds that
 * are out of it.
 */
export function firstGuilds(
  db: Sql<JobTables>,
  kind: WorkKind,
  hasReady: RawBuilder<SqlBool>,
  { without, most }: { without: readonly string[]; most: number },
) {
  const ready = db
    .selectFrom('lines')
    .select('guild_id')
    .where('member_id', '=', sql.lit(''))
    .where(hasReady)
    .orderBy(kind)
    .orderBy('guild_id')
    .limit(most);
  return without.length === 0 ? ready : ready.where('guild_id', 'not in', without);
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
  const guilds = padded([...new Set(rows.map(({ guild_id }) => guild_id))]);
  const lines = (await placesOf(db, {}, { guilds })).rows;
  const last = new Map(lines.map((line) => [keyOf(line.guild_id, line.member_id), line[kind]]));
  const lastOf = (guildId: string, memberId = '') => last.get(keyOf(guildId, memberId)) ?? 0;
  return rows.toSorted(
    (one, other) =>
      lastOf(one.guild_id) - lastOf(other.guild_id) ||
      compare(one.guild_id, other.guild_id) ||
      lastOf(one.guild_id, one.member_id) - lastOf(other.guild_id, other.member_id),
  );
}

const placesOf = createHot((db: Sql<JobTables>, _: object, { guilds }: { guilds: readonly string[] }) =>
  db.selectFrom('lines').selectAll().where('guild_id', 'in', guilds),
);

/**
 * Whose turns these were go behind all others, one after the other: the guild, and the member within it. After the leases of all of them
 * were taken: whoever ends a job takes its row before its place in the round, too.
 */
export async function goBehindAll(db: Sql<JobTables>, kind: WorkKind, taken: readonly InGuild[]): Promise<void> {
  if (taken.length === 0) return;
  const [counter] = (await countOn(db, { by: taken.length })).rows;
  if (!counter) throw new Error('turns are not counted');
  const { value } = counter;
  const last = new Map<string, InGuild & { value: number }>();
  for (const [index, { guild_id, member_id }] of taken.entries()) {
    const place = value - taken.length + index + 1;
    for (const member of ['', member_id])
      last.set(keyOf(guild_id, member), { guild_id, member_id: member, value: place });
  }
  const inOrder = [...last].toSorted(([one], [other]) => compare(one, other));
  for (const [, { guild_id, member_id, value: place }] of inOrder) {
    await movers[kind](db, { guild_id, member_id, place });
  }
}

const countOn = createHot((db: Sql<JobTables>, { by }: { by: number }) =>
  db
    .updateTable('turn_counter')
    .set((eb) => ({ value: eb('value', '+', by) }))
    .returning('value'),
);

const moverIn = (kind: WorkKind) =>
  createHot((db: Sql<JobTables>, { guild_id, member_id, place }: InGuild & { place: number }) =>
    db
      .updateTable('lines')
      .set({ [kind]: place })
      .where('guild_id', '=', guild_id)
      .where('member_id', '=', member_id),
  );

const movers = { make: moverIn('make'), prepare: moverIn('prepare'), deliver: moverIn('deliver') };

function keyOf(guildId: string, memberId: string): string {
  return `${guildId} ${memberId}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
