import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Sql } from '../../database.ts';
import type { JobTables } from '../../jobs/sql/tables.ts';
import { imbalances } from '../../jobs/sql/usage.ts';
import { CARRIED, type CarriedTable } from './carried-tables.ts';
import { ROWS_AT_ONCE } from './copy-tables.ts';
import { type Key, keyOf, type MoveEnd } from './end.ts';
import type { Row } from './rows.ts';

/** What a database holds, in figures that are the same on both sides of a move. */
export interface Figures {
  tables: TableFigures[];
  /** Of charges that were not given back, and of the sums that are kept beside them. */
  sums: Sum[];
  /** Quotas of windows that have not ended whose sum is not that of its charges, each with what was found, as JSON. */
  imbalances: string[];
}

export interface TableFigures {
  table: string;
  rows: number;
  /** Of all columns of all rows, in the order of their keys. */
  hash: string;
}

export interface Sum {
  of: 'charges' | 'usage';
  scope: string;
  window: string;
  rows: number;
  count: number;
  micros: number;
}

/** Reads all of it. `asThere`: what a row is to be on the other side. */
export async function figuresOf(
  end: MoveEnd,
  { asThere, now }: { asThere: (table: string, row: Row) => Row; now: number },
): Promise<Figures> {
  const tables: TableFigures[] = [];
  for (const table of CARRIED) tables.push(await tableFigures(end, table, (row) => asThere(table.name, row)));
  const wrong = await imbalances(end.store.sql as unknown as Sql<JobTables>, now);
  return {
    tables,
    sums: [...(await sumsOf(end, 'charges')), ...(await sumsOf(end, 'usage'))],
    imbalances: wrong.map((one) => JSON.stringify(one)).sort(),
  };
}

async function tableFigures(end: MoveEnd, table: CarriedTable, asThere: (row: Row) => Row): Promise<TableFigures> {
  const hash = createHash('sha256');
  let rows = 0;
  let after: Key | undefined;
  for (;;) {
    const page = await end.read(table, after, ROWS_AT_ONCE);
    const last = page.at(-1);
    if (!last) return { table: table.name, rows, hash: hash.digest('hex') };
    for (const row of page) hash.update(lineOf(table, asThere(row)));
    rows += page.length;
    after = keyOf(table, last);
  }
}

function lineOf({ columns }: CarriedTable, row: Row): string {
  const values = columns.map((column) => {
    const value = row[column];
    return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
  });
  return `${JSON.stringify(values)}\n`;
}

async function sumsOf({ store }: MoveEnd, of: Sum['of']): Promise<Sum[]> {
  const counting = of === 'charges' ? sql`WHERE state <> 'refunded'` : sql``;
  const { rows } = await sql<Omit<Sum, 'of'>>`
    SELECT scope_name AS "scope", window_key AS "window", count(*) AS "rows", sum(count) AS "count", sum(micros) AS "micros"
    FROM ${sql.table(of)} ${counting} GROUP BY scope_name, window_key ORDER BY scope_name, window_key
  `.execute(store.sql);
  return rows.map((row) => ({ of, ...row }));
}

/** What is not the same, in words; empty where all is. */
export function differencesOf(source: Figures, target: Figures): string[] {
  const tables = source.tables.flatMap((one) => {
    const other = target.tables.find(({ table }) => table === one.table);
    if (other?.rows !== one.rows) return [`${one.table}: ${one.rows} rows here, ${other?.rows ?? 0} there`];
    return other.hash === one.hash
      ? []
      : [`${one.table}: not the same rows here (${short(one)}) and there (${short(other)})`];
  });
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return [
    ...tables,
    ...(isSame(source.sums, target.sums) ? [] : ['the sums of charges and usage']),
    ...(isSame(source.imbalances, target.imbalances) ? [] : ['what is wrong in the sums of quotas']),
  ];
}

/** Enough of a hash to be compared by eye. */
export function short({ hash }: Pick<TableFigures, 'hash'>): string {
  return hash.slice(0, 12);
}
