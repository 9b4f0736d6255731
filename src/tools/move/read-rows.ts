import { type SqlBool, sql } from 'kysely';
import type { Sql } from '../../database.ts';
import type { Key } from './end.ts';
import type { AnyTables, Row } from './rows.ts';

export interface Reading {
  table: string;
  key: readonly string[];
  /** Such as `expires as expires_at`. */
  columns: readonly string[];
  after: Key | undefined;
  most: number;
}

/** Each page is found by the key of the last row before it, however long the table is. */
export async function readRows(db: Sql<AnyTables>, { table, key, columns, after, most }: Reading): Promise<Row[]> {
  let page = db.selectFrom(table).select([...columns]);
  for (const column of key) page = page.orderBy(column);
  if (after) {
    const names = sql.join(key.map((column) => sql.ref(column)));
    page = page.where(sql<SqlBool>`(${names}) > (${sql.join([...after])})`);
  }
  return page.limit(most).execute();
}
