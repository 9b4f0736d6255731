import type { ExpressionBuilder } from 'kysely';
import { createHot, type Database, type Sql } from '../database.ts';
import type { GuildAbsence } from '../domain/guild/guild-absence.ts';
import type { GuildAbsences } from './port.ts';

interface Tables {
  guild_absences: AbsenceRow;
  guild_comparison: { id: number; compared_at: number };
}

interface AbsenceRow {
  guild_id: string;
  stage: GuildAbsence['stage'];
  since: number;
  lists: number;
  counted_at: number;
}

/** Of the one row that says when servers were compared. */
const COMPARISON = 1;

/** Rows of their own, since each is written only where it is still what it was when it was read. */
export function createGuildAbsences({ database }: { database: Database }): GuildAbsences {
  const { sql } = database.store<Tables>();

  const find = async (guildId: string) => {
    const [row] = (await readAbsence(sql, { guildId })).rows;
    return row && absenceOf(row);
  };

  return {
    async comparedAt() {
      return (await sql.selectFrom('guild_comparison').select('compared_at').executeTakeFirst())?.compared_at;
    },
    async noteComparison(at, before) {
      if (before === undefined) {
        const { numInsertedOrUpdatedRows } = await sql
          .insertInto('guild_comparison')
          .values({ id: COMPARISON, compared_at: at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }
      const { numUpdatedRows } = await sql
        .updateTable('guild_comparison')
        .set({ compared_at: at })
        .where('compared_at', '=', before)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async all() {
      const rows = await sql.selectFrom('guild_absences').selectAll().orderBy('guild_id').execute();
      return rows.map(absenceOf);
    },
    get: find,
    async add(absence) {
      const { numInsertedOrUpdatedRows } = await sql
        .insertInto('guild_absences')
        .values(rowOf(absence))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async change(before, after) {
      const { guild_id: _, ...changed } = rowOf(after);
      const { numUpdatedRows } = await sql
        .updateTable('guild_absences')
        .set(changed)
        .where(isStill(before))
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    async remove(before) {
      const { numDeletedRows } = await sql
        .deleteFrom('guild_absences')
        .where(isStill(before))
        .executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
    async clear(guildId) {
      // Hardly any interaction has something to be written.
      if (!(await find(guildId))) return undefined;
      const row = await sql
        .deleteFrom('guild_absences')
        .where('guild_id', '=', guildId)
        .returningAll()
        .executeTakeFirst();
      return row && absenceOf(row);
    },
  };
}

/** Asked with each interaction. */
const readAbsence = createHot((db: Sql<Tables>, { guildId }: { guildId: string }) =>
  db.selectFrom('guild_absences').selectAll().where('guild_id', '=', guildId),
);

function isStill(before: GuildAbsence) {
  return (where: ExpressionBuilder<Tables, 'guild_absences'>) => where.and(rowOf(before));
}

function absenceOf({ guild_id: guildId, counted_at: countedAt, ...row }: AbsenceRow): GuildAbsence {
  return { guildId, countedAt, ...row };
}

function rowOf({ guildId, stage, since, lists, countedAt }: GuildAbsence): AbsenceRow {
  return { guild_id: guildId, stage, since, lists, counted_at: countedAt };
}
