import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { createHot, type Sql } from '../../database.ts';
import type { Settlement } from '../../domain/job.ts';
import type { Charge, ChargeScope, LimitedCharge, QuotaRefusal, Usage } from '../../domain/money/quota.ts';
import { refusalOf } from '../../domain/money/quota.ts';
import type { Spend } from '../../domain/money/spend.ts';
import type { Gift } from '../ledger.ts';
import type { MemberRecords } from '../records.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { JobTables } from './tables.ts';
import { addUsage, addUsages, columnsIn, inLockOrder, rowsIn, type UsageColumns, usageIn } from './usage.ts';

/**
 * What jobs take from quotas. Each charge has a row, and the sums of a quota's charges a row of their own beside them, which is both
 * counter and lock; every write here keeps the two equal. Writing is done within a transaction of the caller.
 */
export interface Charges {
  usage(db: Sql<JobTables>, scope: ChargeScope, windowKey: string): Promise<Usage>;
  /** As `Ledger` has them. */
  guildsWithSpend(db: Sql<JobTables>): Promise<string[]>;
  spendOf(db: Sql<JobTables>, guildId: string, fromMonth: string): Promise<Spend[]>;
  has(db: Sql<JobTables>, jobId: string): Promise<boolean>;
  /** Takes all of them. Where one does not fit, the caller must undo the transaction. */
  reserve(
    db: Sql<JobTables>,
    jobId: string,
    charges: readonly LimitedCharge[],
    provider: string | null,
  ): Promise<QuotaRefusal | undefined>;
  /** Takes what is never given back; once for each id and charge. */
  count(db: Sql<JobTables>, id: string, charges: readonly Charge[]): Promise<void>;
  /**
   * All charges of a job at once: each names what the whole job took, so each becomes what the whole job came to. What is
   * committed was reserved or presumed before; a refund touches committed ones too.
   */
  settle(db: Sql<JobTables>, jobId: string, settlement: Settlement, provider: string | null): Promise<void>;
  /** What was reserved for no job keeps its count, at what it has cost, or goes back. */
  settleReserved(
    db: Sql<JobTables>,
    id: string,
    settlement: { kind: 'refund' } | { kind: 'commit'; micros: number },
  ): Promise<void>;
  /** The ids of jobs whose money is presumed spent, in windows that have not ended. */
  presumed(db: Sql<JobTables>, now: number): Promise<string[]>;
  /** Takes the count, and no money, out of what a job took of its requester's quotas in its server. Returns how much. */
  giveBack(db: Sql<JobTables>, jobId: string): Promise<number>;
  give(db: Sql<JobTables>, id: string, gift: Gift): Promise<void>;
  takeBack(db: Sql<JobTables>, id: string): Promise<void>;
  /** Those that a member's own quotas have, under the member's name. */
  of(db: Sql<JobTables>, memberId: string): Promise<MemberRecords['charges']>;
  /**
   * Takes the names of jobs that are about to be deleted, and of their members, from what they took; what counts nowhere any
   * more goes.
   */
  detach(db: Sql<JobTables>, jobIds: readonly string[], now: number): Promise<void>;
  /** Takes the member's name from what they took with no job, and deletes of it what counts nowhere any more. */
  forget(db: Sql<JobTables>, memberId: string, now: number): Promise<void>;
  /** Deletes what a server and its members have used with no job, and counts nowhere any more. False where something is left. */
  forgetGuild(db: Sql<JobTables>, guildId: string, now: number): Promise<boolean>;
  /** Lets those go that have no name and whose windows have ended. */
  tidy(db: Sql<JobTables>, now: number): Promise<void>;
}

type Row = Selectable<JobTables['charges']>;

/** Written into the statements, as in the partial indexes, or those are not used. */
const COUNTS = sql<SqlBool>`charges.state <> 'refunded'`;
const NAMELESS = sql<SqlBool>`member_id is null and scope_name not in ('operator', 'guild')`;
const OF_NO_JOB = sql<SqlBool>`not exists (select 1 from jobs where jobs.id = charges.job_id)`;
const countsNowhere = (now: number) => sql<SqlBool>`(window_ends_at <= ${now} or charges.state = 'refunded')`;

export function createCharges(pseudonyms: Pseudonyms): Charges {
  const insert = async (
    db: Sql<JobTables>,
    jobId: string,
    charges: readonly Charge[],
    { state, provider }: Pick<Row, 'state' | 'provider'>,
  ) => {
    if (charges.length === 0) return;
    await insertCharges(db, { job_id: jobId, state, provider }, columnsIn(charges.map(rowOf)));
  };

  /** The usage of a quota beside what a row of `usage` says: of those who were forgotten, and what was given. */
  const completed = async (db: Sql<JobTables>, scope: ChargeScope, windowKey: string, own: Usage): Promise<Usage> => {
    if (scope.name === 'operator' || scope.name === 'guild') return own;
    const nameless = await usageIn(db, { ...scope, id: await pseudonyms.of(db, scope.id) }, windowKey);
    const used = { count: own.count + nameless.count, micros: own.micros + nameless.micros };
    if (scope.name !== 'member') return used;
    const given = await givenTo(db, scope.id, windowKey);
    return given > 0 ? { ...used, given } : used;
  };

  /** What these rows took becomes nobody's. */
  const takeNames = async (db: Sql<JobTables>, rows: readonly Row[]) => {
    const sums = new Map<string, Row>();
    for (const row of rows.filter(({ state }) => state !== 'refunded')) {
      const key = [row.scope_name, row.scope_id, row.window_key].join(' ');
      const sum = sums.get(key);
      sums.set(key, sum ? { ...sum, count: sum.count + row.count, micros: sum.micros + row.micros } : row);
    }
    for (const sum of inLockOrder([...sums.values()])) {
      const namelessId = await pseudonyms.of(db, sum.scope_id);
      await addUsage(db, { ...sum, count: -sum.count, micros: -sum.micros });
      await addUsage(db, { ...sum, scope_id: namelessId, guild_id: null, member_id: null });
    }
    for (const { job_id, scope_name, scope_id, window_key } of rows) {
      await db
        .updateTable('charges')
        .set({ scope_id: await pseudonyms.of(db, scope_id), guild_id: null, member_id: null })
        .where('job_id', '=', job_id)
        .where('scope_name', '=', scope_name)
        .where('scope_id', '=', scope_id)
        .where('window_key', '=', window_key)
        .execute();
    }
  };

  /** A job of the same id may have been forgotten before. */
  const freePseudonym = async (db: Sql<JobTables>, jobId: string) => {
    for (let times = 0; ; times += 1) {
      const pseudonym = await pseudonyms.of(db, `${jobId} ${times}`);
      if (!(await hasCharges(db, pseudonym))) return pseudonym;
    }
  };

  return {
    has: hasCharges,
    async usage(db, scope, windowKey) {
      return completed(db, scope, windowKey, await usageIn(db, scope, windowKey));
    },
    async guildsWithSpend(db) {
      const rows = await db
        .selectFrom('charges')
        .select('scope_id')
        .distinct()
        .where('scope_name', '=', sql.lit('guild'))
        .where(COUNTS)
        .execute();
      return rows.map(({ scope_id }) => scope_id);
    },
    spendOf: (db, guildId, fromMonth) =>
      db
        .selectFrom('charges')
        .select(({ fn, eb }) => [
          'window_key as month',
          'scope_id as guildId',
          'provider',
          fn.sum<number>('count').as('takes'),
          fn.sum<number>('micros').as('micros'),
          fn
            .sum<number>(eb.case().when('state', '=', 'presumed').then(eb.ref('micros')).else(0).end())
            .as('presumedMicros'),
        ])
        .where('scope_name', '=', sql.lit('guild'))
        .where('scope_id', '=', guildId)
        .where('window_key', '>=', fromMonth)
        .where(({ fn, eb }) => eb(fn<number>('length', ['window_key']), '=', '2026-11'.length))
        .where(COUNTS)
        .groupBy(['window_key', 'scope_id', 'provider'])
        .execute(),
    async reserve(db, jobId, charges, provider) {
      const sums = await addUsages(db, charges.map(rowOf));
      for (const [index, charge] of charges.entries()) {
        const sum = sums[index] ?? charge;
        const own = { count: sum.count - charge.count, micros: sum.micros - charge.micros };
        const refusal = refusalOf(charge, await completed(db, charge.scope, charge.window.key, own));
        if (refusal) return refusal;
      }
      await insert(db, jobId, charges, { state: 'reserved', provider });
      return undefined;
    },
    async count(db, id, charges) {
      await addUsages(db, charges.map(rowOf));
      await insert(db, id, charges, { state: 'committed', provider: null });
    },
    async settle(db, jobId, settlement, provider) {
      const { rows } = await lockCharges(db, { jobId });
      for (const row of inLockOrder(rows)) {
        const next = settledRow(row, settlement);
        if (next) await become(db, row, { ...next, provider: provider ?? row.provider });
      }
    },
    async settleReserved(db, id, settlement) {
      const { rows } = await lockCharges(db, { jobId: id });
      for (const row of inLockOrder(rows.filter(({ state }) => state === 'reserved'))) {
        const isRefund = settlement.kind === 'refund';
        const next = isRefund ? { ...row, state: 'refunded' as const, micros: 0 } : { ...row, ...settlement };
        await become(db, row, { ...next, state: isRefund ? 'refunded' : 'committed' });
      }
    },
    async presumed(db, now) {
      const rows = await db
        .selectFrom('charges')
        .select('job_id')
        .where('state', '=', sql.lit('presumed'))
        .where('scope_name', '=', sql.lit('operator'))
        .where('window_ends_at', '>', now)
        .execute();
      return rows.map(({ job_id }) => job_id);
    },
    async giveBack(db, jobId) {
      const rows = await db
        .selectFrom('charges')
        .selectAll()
        .where('job_id', '=', jobId)
        .where('scope_name', '=', 'member')
        .where('state', '=', 'committed')
        .where('count', '>', 0)
        .forUpdate()
        .execute();
      for (const row of inLockOrder(rows)) await become(db, row, { ...row, count: 0 });
      return Math.max(0, ...rows.map(({ count }) => count));
    },
    async give(db, id, { scope, windows, count }) {
      for (const { key, endsAt } of windows) {
        await db
          .insertInto('given_takes')
          .values({ id, scope_id: scope.id, ...ownersOf(scope), window_key: key, window_ends_at: endsAt, count })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    async takeBack(db, id) {
      await db.deleteFrom('given_takes').where('id', '=', id).execute();
    },
    async of(db, memberId) {
      const rows = await db.selectFrom('charges').selectAll().where('member_id', '=', memberId).execute();
      return rows.map((row) => ({
        jobId: row.job_id,
        scope: { name: row.scope_name, id: row.scope_id },
        window: { key: row.window_key, endsAt: row.window_ends_at },
        count: row.count,
        micros: row.micros,
        state: row.state,
      }));
    },
    async detach(db, jobIds, now) {
      const gone = await db
        .deleteFrom('charges')
        .where('job_id', 'in', jobIds)
        .where(countsNowhere(now))
        .returning('member_id')
        .execute();
      const rows = await db.selectFrom('charges').selectAll().where('job_id', 'in', jobIds).forUpdate().execute();
      await takeNames(
        db,
        rows.filter(({ member_id }) => member_id !== null),
      );
      for (const jobId of new Set(rows.map(({ job_id }) => job_id))) {
        const nameless = await freePseudonym(db, jobId);
        await db.updateTable('charges').set({ job_id: nameless }).where('job_id', '=', jobId).execute();
      }
      const members = new Set([...gone, ...rows].flatMap(({ member_id }) => member_id ?? []));
      for (const memberId of members)
        await dropSums(db, sql`member_id = ${memberId} and (window_ends_at <= ${now} or (count = 0 and micros = 0))`);
    },
    async forget(db, memberId, now) {
      await db.deleteFrom('given_takes').where('member_id', '=', memberId).execute();
      const own = db.selectFrom('charges').selectAll().where('member_id', '=', memberId).where(OF_NO_JOB).forUpdate();
      await db
        .deleteFrom('charges')
        .where('member_id', '=', memberId)
        .where(countsNowhere(now))
        .where(OF_NO_JOB)
        .execute();
      await takeNames(db, await own.execute());
      await dropSums(db, sql`member_id = ${memberId} and (window_ends_at <= ${now} or (count = 0 and micros = 0))`);
    },
    async forgetGuild(db, guildId, now) {
      await db.deleteFrom('given_takes').where('guild_id', '=', guildId).execute();
      await db
        .deleteFrom('charges')
        .where('guild_id', '=', guildId)
        .where(countsNowhere(now))
        .where(OF_NO_JOB)
        .execute();
      await dropSums(db, sql`guild_id = ${guildId} and (window_ends_at <= ${now} or (count = 0 and micros = 0))`);
      const left = await db
        .selectFrom('charges')
        .select('job_id')
        .where('guild_id', '=', guildId)
        .limit(1)
        .executeTakeFirst();
      return left === undefined;
    },
    async tidy(db, now) {
      await db.deleteFrom('charges').where(NAMELESS).where('window_ends_at', '<=', now).execute();
      await db.deleteFrom('given_takes').where('window_ends_at', '<=', now).execute();
      await dropSums(db, sql`window_ends_at <= ${now}`);
    },
  };
}

async function hasCharges(db: Sql<JobTables>, jobId: string): Promise<boolean> {
  const row = await db.selectFrom('charges').select('job_id').where('job_id', '=', jobId).limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Lets go of sums, as long as no charge belongs to them any more: a clock that was ahead for a while must not open a purse again.
 */
async function dropSums(db: Sql<JobTables>, which: RawBuilder<SqlBool>): Promise<void> {
  await db
    .deleteFrom('usage')
    .where(which)
    .where(
      sql<SqlBool>`not exists (select 1 from charges where charges.scope_name = usage.scope_name
        and charges.scope_id = usage.scope_id and charges.window_key = usage.window_key and ${COUNTS})`,
    )
    .execute();
}

function rowOf({ scope, window, count, micros }: Charge) {
  return {
    scope_name: scope.name,
    scope_id: scope.id,
    ...ownersOf(scope),
    window_key: window.key,
    window_ends_at: window.endsAt,
    count,
    micros,
  };
}

/** The scope of a member in a server is the server's id, a colon, and the member's; over all servers, the member's id alone. */
function ownersOf({ name, id }: ChargeScope): Pick<Row, 'guild_id' | 'member_id'> {
  if (name === 'operator') return { guild_id: null, member_id: null };
  if (name === 'guild') return { guild_id: id, member_id: null };
  if (name !== 'member') return { guild_id: null, member_id: id };
  const [guildId = null, memberId = null] = id.split(':');
  return { guild_id: guildId, member_id: memberId };
}

/** Undefined where a row is not touched by it. */
function settledRow(row: Row, settlement: Settlement): Row | undefined {
  if (settlement.kind === 'refund') return { ...row, state: 'refunded' };
  if (row.state !== 'reserved' && (settlement.kind === 'presume' || row.state !== 'presumed')) return undefined;
  if (settlement.kind === 'presume') return { ...row, state: 'presumed', count: 0, micros: settlement.micros };
  return { ...row, state: 'committed', count: settlement.count, micros: settlement.micros };
}

const lockCharges = createHot((db: Sql<JobTables>, { jobId }: { jobId: string }) =>
  db.selectFrom('charges').selectAll().where('job_id', '=', jobId).forUpdate(),
);

const insertCharges = createHot(
  (db: Sql<JobTables>, charge: Pick<Row, 'job_id' | 'state' | 'provider'>, columns: UsageColumns) =>
    db.insertInto('charges').values(
      rowsIn(columns).map((row) => ({
        ...row,
        job_id: charge.job_id,
        state: charge.state,
        provider: charge.provider,
      })),
    ),
);

async function become(db: Sql<JobTables>, before: Row, { state, count, micros, provider }: Row): Promise<void> {
  await updateCharge(db, { ...before, state, count, micros, provider });
  const [was, is] = [counted(before), counted({ state, count, micros })];
  const difference = { count: is.count - was.count, micros: is.micros - was.micros };
  if (difference.count !== 0 || difference.micros !== 0) await addUsage(db, { ...before, ...difference });
}

const updateCharge = createHot((db: Sql<JobTables>, row: Row) => {
  const { state, count, micros, provider } = row;
  return db
    .updateTable('charges')
    .set({ state, count, micros, provider })
    .where('job_id', '=', row.job_id)
    .where('scope_name', '=', row.scope_name)
    .where('scope_id', '=', row.scope_id)
    .where('window_key', '=', row.window_key);
});

function counted({ state, count, micros }: Pick<Row, 'state' | 'count' | 'micros'>): Usage {
  return state === 'refunded' ? { count: 0, micros: 0 } : { count, micros };
}

async function givenTo(db: Sql<JobTables>, scopeId: string, windowKey: string): Promise<number> {
  const [row] = (await sumOfGiven(db, { scopeId, windowKey })).rows;
  return row?.count ?? 0;
}

const sumOfGiven = createHot((db: Sql<JobTables>, { scopeId, windowKey }: { scopeId: string; windowKey: string }) =>
  db
    .selectFrom('given_takes')
    .select(({ fn }) => fn.sum<number | null>('count').as('count'))
    .where('scope_id', '=', scopeId)
    .where('window_key', '=', windowKey),
);
