import type { Sql } from '../../database.ts';
import type { CoverReport } from '../../domain/moderation/moderation.ts';
import type { ModerationTables, ReportRow } from './tables.ts';

export function reportOf({
  guild_id: guildId,
  job_id: jobId,
  reporter_id,
  reporter_name,
  ...row
}: ReportRow): CoverReport {
  return { ...row, guildId, jobId, reporter: { id: reporter_id, name: reporter_name } };
}

/** In place of one with the same id. */
export async function saveReport(
  sql: Sql<ModerationTables>,
  { id, guildId, jobId, reporter, reason, at }: CoverReport,
): Promise<void> {
  const row = {
    guild_id: guildId,
    job_id: jobId,
    reporter_id: reporter.id,
    reporter_name: reporter.name,
    reason,
    at,
  };
  await sql
    .insertInto('cover_reports')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}
