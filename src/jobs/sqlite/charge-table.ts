import { z } from 'zod';
import type { Database } from '../../database.ts';
import type { Settlement } from '../../domain/job.ts';
import type { Charge, ChargeScope, Usage } from '../../domain/money/quota.ts';
import type { Spend } from '../../domain/money/spend.ts';
import { chargeScopeNames } from '../../errors.ts';
import type { Gift } from '../ledger.ts';
import type { MemberRecords } from '../records.ts';
import { createPseudonymize } from './pseudonymize.ts';

/** What jobs take from quotas. Usage is always the sum over the rows that are reserved or committed. */
export interface ChargeTable {
  usage(scope: ChargeScope, windowKey: string): Usage;
  /** As `Ledger` has them. */
  guildsWithSpend(): string[];
  spendOf(guildId: string, fromMonth: string): Spend[];
  has(jobId: string): boolean;
  reserve(jobId: string, charges: readonly Charge[]): void;
  /** Takes what is never given back; once for each id and charge. */
  count(id: string, charges: readonly Charge[]): void;
  /**
   * All charges of a job at once: each names what the whole job took, so each becomes what the whole job came to. What is
   * committed was reserved or presumed before; a refund touches committed ones too.
   */
  settle(jobId: string, settlement: Settlement): void;
  /** What was reserved for no job keeps its count, at what it has cost, or goes back. */
  settleReserved(id: string, settlement: { kind: 'refund' } | { kind: 'commit'; micros: number }): void;
  /** The ids of jobs whose money is presumed spent, in windows that have not ended. */
  presumed(now: number): string[];
  /** Takes the count, and no money, out of what a job took of its requester's quotas in its server. Returns how much. */
  giveBack(jobId: string): number;
  give(id: string, gift: Gift): void;
  takeBack(id: string): void;
  /** Those that a member's own quotas have, under the member's name. */
  of(memberId: string): MemberRecords['charges'];
  /**
   * Takes the names of jobs that are about to be deleted, and of their members, from what they took; what counts nowhere any
   * more goes.
   */
  detach(jobIds: readonly string[], now: number): void;
  /** Takes the member's name from what they took with no job, and deletes of it what counts nowhere any more. */
  forget(memberId: string, now: number): void;
  /** Deletes what a server and its members have used with no job, and counts nowhere any more. False where something is left. */
  forgetGuild(guildId: string, now: number): boolean;
  /** Lets those go that have no name and whose windows have ended. */
  clearNameless(now: number): void;
}

const usageRowSchema = z.object({ count: z.number(), micros: z.number() });
const countRowSchema = z.object({ count: z.number() });
const jobIdRowSchema = z.object({ job_id: z.string() });
const scopeRowSchema = z.object({ scope_id: z.string() });
const spendRowSchema = z.object({
  month: z.string(),
  guildId: z.string(),
  provider: z.string().nullable(),
  takes: z.number(),
  micros: z.number(),
  presumedMicros: z.number(),
});
const chargeRowSchema = z
  .object({
    job_id: z.string(),
    scope_name: z.enum(chargeScopeNames),
    scope_id: z.string(),
    window_key: z.string(),
    window_ends_at: z.number(),
    count: z.number(),
    micros: z.number(),
    state: z.enum(['reserved', 'presumed', 'committed', 'refunded']),
  })
  .transform((row) => ({
    jobId: row.job_id,
    scope: { name: row.scope_name, id: row.scope_id },
    window: { key: row.window_key, endsAt: row.window_ends_at },
    count: row.count,
    micros: row.micros,
    state: row.state,
  }));

/** Spelled as in the indexes, or SQLite does not use them. */
const OF_MEMBERS = `scope_name NOT IN ('operator', 'guild')`;
const OF_MEMBER = `${OF_MEMBERS} AND substr(scope_id, instr(scope_id, ':') + 1) = ?`;
const NAMELESS = `${OF_MEMBERS} AND substr(scope_id, 1, 1) = '#'`;
const OF_GUILDS = `scope_name IN ('guild', 'member')`;
const OF_NO_JOB = 'NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = charges.job_id)';
const OF_THESE = 'job_id IN (SELECT value FROM json_each(?))';
const SCOPE_BY_NEW_NAMES = 'scope_id = coalesce((SELECT value FROM json_each(?) WHERE key = scope_id), scope_id)';
const COUNTS_NOWHERE = `(window_ends_at <= ? OR state = 'refunded')`;

export function createChargeTable(database: Database): ChargeTable {
  const namelessOf = createPseudonymize(database);
  const newNames = (rows: readonly unknown[]) => {
    const scopes = rows.map((row) => scopeRowSchema.parse(row).scope_id);
    return JSON.stringify(Object.fromEntries(scopes.map((id) => [id, namelessOf(id)])));
  };
  const insert = (jobId: string, charges: readonly Charge[], state: 'reserved' | 'committed') => {
    for (const { scope, window, count, micros } of charges) {
      database
        .statement(
          `INSERT INTO charges (job_id, scope_name, scope_id, window_key, window_ends_at, count, micros, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(jobId, scope.name, scope.id, window.key, window.endsAt, count, micros, state);
    }
  };

  return {
    usage(scope, windowKey) {
      const isOfMember = scope.name !== 'operator' && scope.name !== 'guild';
      const nameless = isOfMember ? namelessOf(scope.id) : scope.id;
      const row = database
        .statement(
          `SELECT coalesce(sum(count), 0) AS count, coalesce(sum(micros), 0) AS micros FROM charges
           WHERE scope_name = ? AND scope_id IN (?, ?) AND window_key = ? AND state <> 'refunded'`,
        )
        .get(scope.name, scope.id, nameless, windowKey);
      const gifts = database
        .statement('SELECT coalesce(sum(count), 0) AS count FROM given_takes WHERE scope_id = ? AND window_key = ?')
        .get(scope.id, windowKey);
      const given = scope.name === 'member' ? countRowSchema.parse(gifts).count : 0;
      return { ...usageRowSchema.parse(row), ...(given > 0 && { given }) };
    },
    guildsWithSpend() {
      return database
        .statement(`SELECT DISTINCT scope_id FROM charges WHERE scope_name = 'guild' AND state <> 'refunded'`)
        .all()
        .map((row) => scopeRowSchema.parse(row).scope_id);
    },
    spendOf(guildId, fromMonth) {
      return database
        .statement(
          `SELECT window_key AS month, scope_id AS guildId,
                  coalesce(record ->> '$.task.provider', record ->> '$.candidates[0].provider') AS provider,
                  sum(count) AS takes, sum(micros) AS micros,
                  sum(iif(charge_state = 'presumed', micros, 0)) AS presumedMicros
           FROM (SELECT window_key, scope_id, count, micros, charges.state AS charge_state,
                        iif(json_valid(record), record, '{}') AS record
                 FROM charges LEFT JOIN jobs ON jobs.id = charges.job_id
                 WHERE scope_name = 'guild' AND scope_id = ? AND window_key >= ? AND length(window_key) = 7
                   AND charges.state <> 'refunded')
           GROUP BY 1, 2, 3`,
        )
        .all(guildId, fromMonth)
        .map((row) => spendRowSchema.parse(row));
    },
    has(jobId) {
      return database.statement('SELECT 1 FROM charges WHERE job_id = ? LIMIT 1').get(jobId) !== undefined;
    },
    reserve: (jobId, charges) => insert(jobId, charges, 'reserved'),
    count: (id, charges) => insert(id, charges, 'committed'),
    settle(jobId, settlement) {
      if (settlement.kind === 'refund') {
        database.statement(`UPDATE charges SET state = 'refunded' WHERE job_id = ?`).run(jobId);
        return;
      }
      const settled =
        settlement.kind === 'commit'
          ? { state: 'committed', count: settlement.count, from: `('reserved', 'presumed')` }
          : { state: 'presumed', count: 0, from: `('reserved')` };
      database
        .statement(`UPDATE charges SET state = ?, count = ?, micros = ? WHERE job_id = ? AND state IN ${settled.from}`)
        .run(settled.state, settled.count, settlement.micros, jobId);
    },
    settleReserved(id, settlement) {
      const [state, micros] = settlement.kind === 'refund' ? ['refunded', 0] : ['committed', settlement.micros];
      database
        .statement(`UPDATE charges SET state = ?, micros = ? WHERE job_id = ? AND state = 'reserved'`)
        .run(state, micros, id);
    },
    giveBack(jobId) {
      const counts = database
        .statement(
          `SELECT count FROM charges WHERE job_id = ? AND scope_name = 'member' AND state = 'committed' AND count > 0`,
        )
        .all(jobId)
        .map((row) => countRowSchema.parse(row).count);
      database
        .statement(`UPDATE charges SET count = 0 WHERE job_id = ? AND scope_name = 'member' AND state = 'committed'`)
        .run(jobId);
      return Math.max(0, ...counts);
    },
    give(id, { scope, windows, count }) {
      for (const { key, endsAt } of windows) {
        database
          .statement(
            `INSERT OR IGNORE INTO given_takes (id, scope_id, window_key, window_ends_at, count) VALUES (?, ?, ?, ?, ?)`,
          )
          .run(id, scope.id, key, endsAt, count);
      }
    },
    takeBack(id) {
      database.statement('DELETE FROM given_takes WHERE id = ?').run(id);
    },
    presumed(now) {
      return database
        .statement(
          `SELECT job_id FROM charges WHERE state = 'presumed' AND scope_name = 'operator' AND window_ends_at > ?`,
        )
        .all(now)
        .map((row) => jobIdRowSchema.parse(row).job_id);
    },
    of(memberId) {
      return database
        .statement(`SELECT * FROM charges WHERE ${OF_MEMBER}`)
        .all(memberId)
        .map((row) => chargeRowSchema.parse(row));
    },
    detach(jobIds, now) {
      const ids = JSON.stringify(jobIds);
      database.statement(`DELETE FROM charges WHERE ${OF_THESE} AND ${COUNTS_NOWHERE}`).run(ids, now);
      const scopes = database
        .statement(`SELECT DISTINCT scope_id FROM charges WHERE ${OF_THESE} AND ${OF_MEMBERS}`)
        .all(ids);
      database
        .statement(`UPDATE charges SET job_id = lower(hex(randomblob(16))), ${SCOPE_BY_NEW_NAMES} WHERE ${OF_THESE}`)
        .run(newNames(scopes), ids);
    },
    forget(memberId, now) {
      database.statement(`DELETE FROM given_takes WHERE substr(scope_id, instr(scope_id, ':') + 1) = ?`).run(memberId);
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
    forgetGuild(guildId, now) {
      database
        .statement('DELETE FROM given_takes WHERE scope_id > ? AND scope_id < ?')
        .run(`${guildId}:`, `${guildId};`);
      let isLeft = false;
      // The server's own, and those of its members there: with both at once, SQLite would take no index.
      for (const [ofGuild, ...ids] of [
        [`${OF_GUILDS} AND scope_id = ?`, guildId],
        [`${OF_GUILDS} AND scope_id > ? AND scope_id < ?`, `${guildId}:`, `${guildId};`],
      ] as const) {
        database
          .statement(`DELETE FROM charges WHERE ${ofGuild} AND ${COUNTS_NOWHERE} AND ${OF_NO_JOB}`)
          .run(...ids, now);
        isLeft ||= database.statement(`SELECT 1 FROM charges WHERE ${ofGuild} LIMIT 1`).get(...ids) !== undefined;
      }
      return !isLeft;
    },
    clearNameless(now) {
      database.statement(`DELETE FROM charges WHERE ${NAMELESS} AND window_ends_at <= ?`).run(now);
      database.statement('DELETE FROM given_takes WHERE window_ends_at <= ?').run(now);
    },
  };
}
