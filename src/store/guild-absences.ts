import { z } from 'zod';
import type { Database } from '../database.ts';
import type { GuildAbsence } from '../domain/guild/guild-absence.ts';
import type { GuildAbsences } from './port.ts';

const comparisonRowSchema = z.object({ compared_at: z.number() });
const absenceRowSchema = z
  .object({
    guild_id: z.string(),
    stage: z.enum(['missing', 'gone', 'erased']),
    since: z.number(),
    lists: z.number(),
    counted_at: z.number(),
  })
  .transform(({ guild_id: guildId, counted_at: countedAt, ...row }): GuildAbsence => ({ guildId, countedAt, ...row }));

const IS_AS_BEFORE = 'guild_id = ? AND stage = ? AND since = ? AND lists = ? AND counted_at = ?';

/** Rows of their own, since each is written only where it is still what it was when it was read. */
export function createGuildAbsences({ database }: { database: Database }): GuildAbsences {
  const columns = ({ guildId, stage, since, lists, countedAt }: GuildAbsence) =>
    [guildId, stage, since, lists, countedAt] as const;
  const wrote = (sql: string, ...parameters: (string | number)[]) =>
    Number(database.statement(sql).run(...parameters).changes) > 0;
  const find = (guildId: string) => {
    const row = database.statement('SELECT * FROM guild_absences WHERE guild_id = ?').get(guildId);
    return row && absenceRowSchema.parse(row);
  };

  return {
    async comparedAt() {
      const row = database.statement('SELECT compared_at FROM guild_comparison').get();
      return row && comparisonRowSchema.parse(row).compared_at;
    },
    async noteComparison(at, before) {
      if (before === undefined)
        return wrote('INSERT INTO guild_comparison (id, compared_at) VALUES (1, ?) ON CONFLICT DO NOTHING', at);
      return wrote('UPDATE guild_comparison SET compared_at = ? WHERE compared_at = ?', at, before);
    },
    async all() {
      const rows = database.statement('SELECT * FROM guild_absences ORDER BY guild_id').all();
      return rows.map((row) => absenceRowSchema.parse(row));
    },
    async get(guildId) {
      return find(guildId);
    },
    async add(absence) {
      return wrote(
        `INSERT INTO guild_absences (guild_id, stage, since, lists, counted_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        ...columns(absence),
      );
    },
    async change(before, after) {
      const [, ...changed] = columns(after);
      return wrote(
        `UPDATE guild_absences SET stage = ?, since = ?, lists = ?, counted_at = ? WHERE ${IS_AS_BEFORE}`,
        ...changed,
        ...columns(before),
      );
    },
    async remove(before) {
      return wrote(`DELETE FROM guild_absences WHERE ${IS_AS_BEFORE}`, ...columns(before));
    },
    async clear(guildId) {
      // Asked with each interaction, of which hardly any has something to be written.
      const found = find(guildId);
      if (found) wrote('DELETE FROM guild_absences WHERE guild_id = ?', guildId);
      return found;
    },
  };
}
