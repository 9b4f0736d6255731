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
  const values = Object.fromEntries(
    inLockOrder(rows).flatMap((row, index) => COLUMNS.map((column) => [`${column} ${index}`, row[column]])),
  );
  const sums = new Map((await statementFor(rows.length)(db, values)).rows.map((sum) => [keyOf(sum), sum]));
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

/** For each number of rows the statement that adds so many. */
const statements = new Map<number, ReturnType<typeof makeStatement>>();

function statementFor(rows: number) {
  const statement = statements.get(rows) ?? makeStatement(rows);
  statements.set(rows, statement);
  return statement;
}

/** In the order of the rows each is locked. */
function makeStatement(rows: number) {
  return createHot((db: Sql<JobTables>, values: Record<string, string | number | null>) =>
    db
      .insertInto('usage')
      .values(
        Array.from({ length: rows }, (_, index) => {
          const columns = COLUMNS.map((column) => [column, values[`${column} ${index}`]]);
          return Object.fromEntries(columns) as UsageTable;
        }),
      )
      .onConflict((conflict) =>
        conflict.columns(['scope_name', 'scope_id', 'window_key']).doUpdateSet((eb) => ({
          count: eb('usage.count', '+', eb.ref('excluded.count')),
          micros: eb('usage.micros', '+', eb.ref('excluded.micros')),
        })),
      )
      .returning(['scope_name', 'scope_id', 'window_key', 'count', 'micros']),
  );
}

export async function usageIn(db: Sql<JobTables>, scope: ChargeScope, windowKey: string): Promise<Usage> {
  const row = await db
    .selectFrom('usage')
    .select(['count', 'micros'])
    .where('scope_name', '=', scope.name)
    .where('scope_id', '=', scope.id)
    .where('window_key', '=', windowKey)
    .executeTakeFirst();
  return row ?? { count: 0, micros: 0 };
}

/** Compares counters and charges of all windows that have not ended. */
export async function imbalances(db: Sql<JobTables>, now: number): Promise<Imbalance[]> {
  const charged = db
    .selectFrom('charges')
    .select(({ fn }) => [
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
    .select(['scope_name', 'scope_id', 'window_key', 'count', 'micros'])
    .where('window_ends_at', '>', now);
  const found = new Map<string, Imbalance>();
  const none = { count: 0, micros: 0 };
  for (const { scope_name: name, scope_id: id, window_key: windowKey, count, micros } of await counted.execute()) {
    const row = { scope_name: name, scope_id: id, window_key: windowKey };
    found.set(keyOf(row), { scope: { name, id }, windowKey, counted: { count, micros }, charged: none });
  }
  for (const { scope_name: name, scope_id: id, window_key: windowKey, count, micros } of await charged.execute()) {
    const key = keyOf({ scope_name: name, scope_id: id, window_key: windowKey });
    const known = found.get(key) ?? { scope: { name, id }, windowKey, counted: none, charged: none };
    found.set(key, { ...known, charged: { count, micros } });
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
