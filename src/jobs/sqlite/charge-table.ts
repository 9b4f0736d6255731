import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Settlement } from '../../domain/job.ts';
import type { Charge, ChargeScope, Usage } from '../../domain/quota.ts';
import type { MemberRecords } from '../port.ts';
import { createNameless } from './nameless.ts';

/** What jobs take from quotas. Usage is always the sum over the rows that are reserved or committed. */
export interface ChargeTable {
  usage(scope: ChargeScope, windowKey: string): Usage;
  has(jobId: string): boolean;
  reserve(jobId: string, charges: readonly Charge[]): void;
  /**
   * All charges of a job at once: each names what the whole job took, so each becomes what the whole job came to. A commit
   * touches reserved ones only; a refund committed ones too, unless told otherwise.
   */
  settle(jobId: string, settlement: Settlement, from?: 'reserved'): void;
  /** Those that a member's own quotas have, under the member's name. */
  of(memberId: string): MemberRecords['charges'];
  /**
   * Takes the names of jobs that are about to be deleted, and of their members, from what they took; what counts nowhere any
   * more goes.
   */
  letGoOf(jobIds: readonly string[], now: number): void;
  /** The same for what a member took with no job. */
  forget(memberId: string, now: number): void;
  /** Lets those go that have no name and whose windows have ended. */
  clearNameless(now: number): void;
}

const usageRowSchema = z.object({ count: z.number(), micros: z.number() });
const scopeRowSchema = z.object({ scope_id: z.string() });
const chargeRowSchema = z
  .object({
    job_id: z.string(),
    scope_id: z.string(),
    window_key: z.string(),
    window_ends_at: z.number(),
    count: z.number(),
    micros: z.number(),
    state: z.enum(['reserved', 'committed', 'refunded']),
  })
  .transform((row) => ({
    jobId: row.job_id,
    scope: { name: 'member', id: row.scope_id } as const,
    window: { key: row.window_key, endsAt: row.window_ends_at },
    count: row.count,
    micros: row.micros,
    state: row.state,
  }));

/** Spelled as in the indexes, or SQLite does not use them. */
const OF_MEMBER = `scope_name = 'member' AND substr(scope_id, instr(scope_id, ':') + 1) = ?`;
const NAMELESS = `scope_name = 'member' AND substr(scope_id, 1, 1) = '#'`;
const OF_NO_JOB = 'NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = charges.job_id)';
const OF_THESE = 'job_id IN (SELECT value FROM json_each(?))';
const SCOPE_BY_NEW_NAMES = 'scope_id = coalesce((SELECT value FROM json_each(?) WHERE key = scope_id), scope_id)';
const COUNTS_NOWHERE = `(window_ends_at <= ? OR state = 'refunded')`;

export function createChargeTable(database: Database): ChargeTable {
  const namelessOf = createNameless(database);
  const newNames = (rows: readonly unknown[]) => {
    const scopes = rows.map((row) => scopeRowSchema.parse(row).scope_id);
    return JSON.stringify(Object.fromEntries(scopes.map((id) => [id, namelessOf(id)])));
  };

  return {
    usage(scope, windowKey) {
      const nameless = scope.name === 'member' ? namelessOf(scope.id) : scope.id;
      const row = database
        .statement(
          `SELECT coalesce(sum(count), 0) AS count, coalesce(sum(micros), 0) AS micros FROM charges
           WHERE scope_name = ? AND scope_id IN (?, ?) AND window_key = ? AND state <> 'refunded'`,
        )
        .get(scope.name, scope.id, nameless, windowKey);
      return usageRowSchema.parse(row);
    },
    has(jobId) {
      return database.statement('SELECT 1 FROM charges WHERE job_id = ? LIMIT 1').get(jobId) !== undefined;
    },
    reserve(jobId, charges) {
      for (const { scope, window, count, micros } of charges) {
        database
          .statement(
            `INSERT INTO charges (job_id, scope_name, scope_id, window_key, window_ends_at, count, micros, state)
             VALUES (?, ?, ?, ?, ?, ?, ?, 'reserved')`,
          )
          .run(jobId, scope.name, scope.id, window.key, window.endsAt, count, micros);
      }
    },
    settle(jobId, settlement, from) {
      if (settlement.kind === 'refund') {
        const only = from ? ` AND state = 'reserved'` : '';
        database.statement(`UPDATE charges SET state = 'refunded' WHERE job_id = ?${only}`).run(jobId);
        return;
      }
      database
        .statement(
          `UPDATE charges SET state = 'committed', count = ?, micros = ? WHERE job_id = ? AND state = 'reserved'`,
        )
        .run(settlement.count, settlement.micros, jobId);
    },
    of(memberId) {
      return database
        .statement(`SELECT * FROM charges WHERE ${OF_MEMBER}`)
        .all(memberId)
        .map((row) => chargeRowSchema.parse(row));
    },
    letGoOf(jobIds, now) {
      const ids = JSON.stringify(jobIds);
      database.statement(`DELETE FROM charges WHERE ${OF_THESE} AND ${COUNTS_NOWHERE}`).run(ids, now);
      const scopes = database
        .statement(`SELECT DISTINCT scope_id FROM charges WHERE ${OF_THESE} AND scope_name = 'member'`)
        .all(ids);
      database
        .statement(`UPDATE charges SET job_id = lower(hex(randomblob(16))), ${SCOPE_BY_NEW_NAMES} WHERE ${OF_THESE}`)
        .run(newNames(scopes), ids);
    },
    forget(memberId, now) {
      database
        .statement(`DELETE FROM charges WHERE ${OF_MEMBER} AND ${COUNTS_NOWHERE} AND ${OF_NO_JOB}`)
        .run(memberId, now);
      const scopes = database
        .statement(`SELECT DISTINCT scope_id FROM charges WHERE ${OF_MEMBER} AND ${OF_NO_JOB}`)
        .all(memberId);
      database
        .statement(`UPDATE charges SET ${SCOPE_BY_NEW_NAMES} WHERE ${OF_MEMBER} AND ${OF_NO_JOB}`)
        .run(newNames(scopes), memberId);
    },
    clearNameless(now) {
      database.statement(`DELETE FROM charges WHERE ${NAMELESS} AND window_ends_at <= ?`).run(now);
    },
  };
}
