import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Settlement } from '../../domain/job.ts';
import type { Charge, ChargeScope, Usage } from '../../domain/quota.ts';

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
}

const usageRowSchema = z.object({ count: z.number(), micros: z.number() });

export function createChargeTable(database: Database): ChargeTable {
  return {
    usage(scope, windowKey) {
      const row = database
        .statement(
          `SELECT coalesce(sum(count), 0) AS count, coalesce(sum(micros), 0) AS micros FROM charges
           WHERE scope_name = ? AND scope_id = ? AND window_key = ? AND state <> 'refunded'`,
        )
        .get(scope.name, scope.id, windowKey);
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
  };
}
