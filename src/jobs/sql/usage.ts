import { sql } from 'kysely';
import { createHot, type Sql } from '../../database.ts';
import type { ChargeScope, Imbalance, Usage } from '../../domain/money/quota.ts';
import type { ChargeScopeName } from '../../errors.ts';
import type { JobTables, UsageTable } from './tables.ts';

/** Wider ones first. Everybody takes the rows of quotas in one order, or two who take several would wait for each other. */
const RANKS: Readonly<Record<ChargeScopeName, number>> = {
  operator: 0,
  guild: 1,
  member: 2,
  memberTotal: 3,
  memberRefused: 4,
  memberHeard: 5,
  memberWritten: 6,
};

type Key = Pick<UsageTable, 'scope_name' | 'scope_id' | 'window_key'>;

export function inLockOrder<Row extends Key>(rows: readonly Row[]): Row[] {
  return rows.toSorted(
    (one, other) =>
      RANKS[one.scope_name] - RANKS[other.scope_name] ||
      compare(one.scope_id, other.scope_id) ||
      compare(one.window_key, other.window_key),
  );
}

/** Adds to what was used, or takes from it, and returns the sum, which is the caller's alone until the transaction ends. */
export async function addUsage(db: Sql<JobTables>, row: UsageTable): Promise<Usage> {
  const [sum] = await addUsages(db, [row]);
  if (!sum) throw new Error('a sum that was written is not there');
  return sum;
}

/** Adds to the usage of several quotas in one statement, each once, and returns the sums as the rows came; they are the caller's alone until the transaction ends. */
export async function addUsages(db: Sql<JobTables>, rows: readonly UsageTable[]): Promise<Usage[]> {
  if (rows.length === 0) return [];
  const sums = new Map((await add(db, {}, columnsIn(inLockOrder(rows)))).rows.map((sum) => [keyOf(sum), sum]));
  return rows.map((row) => {
    const sum = sums.get(keyOf(row));
    if (!sum) throw new Error('a sum that was written is not there');
    return sum;
  });
}

const COLUMNS = [
  'scope_name',
  'scope_id',
  'guild_id',
  'member_id',
  'window_key',
  'window_ends_at',
  'count',
  'micros',
] as const;

/** Rows, column by column, as a statement takes them that is built once. */
export type UsageColumns = { readonly [Column in keyof UsageTable]: readonly UsageTable[Column][] };

export function columnsIn(rows: readonly UsageTable[]): UsageColumns {
  return Object.fromEntries(
    COLUMNS.map((column) => [column, rows.map((row) => row[column])]),
  ) as unknown as UsageColumns;
}

export function rowsIn(columns: UsageColumns): UsageTable[] {
  return columns.scope_id.map(
    (_, index) =>
      Object.fromEntries(COLUMNS.map((column) => [column, columns[column][index]])) as unknown as UsageTable,
  );
}

/** In the order of the rows each is locked. */
const add = createHot((db: Sql<JobTables>, _: object, columns: UsageColumns) =>
  db
    .insertInto('usage')
    .values(rowsIn(columns))
    .onConflict((conflict) =>
      conflict.columns(['scope_name', 'scope_id', 'window_key']).doUpdateSet((eb) => ({
        count: eb('usage.count', '+', eb.ref('excluded.count')),
        micros: eb('usage.micros', '+', eb.ref('excluded.micros')),
      })),
    )
    .returning(['scope_name', 'scope_id', 'window_key', 'count', 'micros']),
);

export async function usageIn(db: Sql<JobTables>, scope: ChargeScope, windowKey: string): Promise<Usage> {
  const [row] = (await readUsage(db, { name: scope.name, id: scope.id, windowKey })).rows;
  return row ?? { count: 0, micros: 0 };
}

const readUsage = createHot((db: Sql<JobTables>, { name, id, windowKey }: ChargeScope & { windowKey: string }) =>
  db
    .selectFrom('usage')
    .select(['count', 'micros'])
    .where('scope_name', '=', name)
    .where('scope_id', '=', id)
    .where('window_key', '=', windowKey),
);

/** Compares counters and charges of all windows that have not ended. */
export async function imbalances(db: Sql<JobTables>, now: number): Promise<Imbalance[]> {
  const charged = db
    .selectFrom('charges')
    .select(({ fn }) => [
      sql.lit('charged').as('side'),
      'scope_name',
      'scope_id',
      'window_key',
      fn.sum<number>('count').as('count'),
      fn.sum<number>('micros').as('micros'),
    ])
    .where('state', '<>', 'refunded')
    .where('window_ends_at', '>', now)
    .groupBy(['scope_name', 'scope_id', 'window_key']);
  const counted = db
    .selectFrom('usage')
    .select([sql.lit('counted').as('side'), 'scope_name', 'scope_id', 'window_key', 'count', 'micros'])
    .where('window_ends_at', '>', now);
  // In one statement, that is at one moment: others go on accepting meanwhile.
  const rows = await counted.unionAll(charged).execute();
  const found = new Map<string, Imbalance>();
  const none = { count: 0, micros: 0 };
  for (const { side, count, micros, ...row } of rows) {
    const key = keyOf(row);
    const { scope_name: name, scope_id: id, window_key: windowKey } = row;
    const known = found.get(key) ?? { scope: { name, id }, windowKey, counted: none, charged: none };
    found.set(key, { ...known, [side]: { count, micros } });
  }
  return [...found.values()].filter(
    ({ counted: one, charged: other }) => one.count !== other.count || one.micros !== other.micros,
  );
}

function keyOf({ scope_name, scope_id, window_key }: Key): string {
  return [scope_name, scope_id, window_key].join(' ');
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
