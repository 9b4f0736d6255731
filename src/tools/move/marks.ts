import { sql } from 'kysely';
import { MOVE_MARK_TABLE, type MoveMark } from '../../database/move-mark.ts';
import type { Sql } from '../../database.ts';
import type { Key } from './end.ts';
import type { AnyTables } from './rows.ts';

/** Beside the mark of a database in which not all has arrived: how far each table has come. */
const PROGRESS_TABLE =
  'CREATE TABLE move_progress (name text PRIMARY KEY, after text NOT NULL, row_count bigint NOT NULL)';

/** In the transaction of whoever marks. */
export async function writeMark(tx: Sql<AnyTables>, { kind, moveId, place, at, facts }: MoveMark): Promise<void> {
  await sql.raw(MOVE_MARK_TABLE).execute(tx);
  await tx.insertInto('move_mark').values({ id: 1, kind, move_id: moveId, place, at, facts }).execute();
}

export async function beginArriving(tx: Sql<AnyTables>, mark: MoveMark): Promise<void> {
  await writeMark(tx, mark);
  await sql.raw(PROGRESS_TABLE).execute(tx);
}

/** From here on it is a database as any other. */
export async function endArriving(tx: Sql<AnyTables>): Promise<void> {
  await sql`DROP TABLE move_progress`.execute(tx);
  await sql`DROP TABLE move_mark`.execute(tx);
}

/** What has come of one table: the key of the last row, and how many rows. */
export interface Progress {
  after: Key;
  rows: number;
}

export async function progressOf(db: Sql<AnyTables>, table: string): Promise<Progress | undefined> {
  const row = await db.selectFrom('move_progress').selectAll().where('name', '=', table).executeTakeFirst();
  return row && { after: JSON.parse(String(row.after)) as Key, rows: Number(row.row_count) };
}

/** In the transaction that writes the rows. */
export async function noteProgress(tx: Sql<AnyTables>, table: string, { after, rows }: Progress): Promise<void> {
  const progress = { after: JSON.stringify(after), row_count: rows };
  await tx
    .insertInto('move_progress')
    .values({ name: table, ...progress })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(progress))
    .execute();
}

/** All tables begin anew, under another mark. */
export async function beginAnew(tx: Sql<AnyTables>, { moveId, at, facts }: MoveMark): Promise<void> {
  await tx.deleteFrom('move_progress').execute();
  await tx.updateTable('move_mark').set({ move_id: moveId, at, facts }).execute();
}

export async function hasProgress(db: Sql<AnyTables>): Promise<boolean> {
  return (await db.selectFrom('move_progress').select('name').limit(1).execute()).length > 0;
}
