import type { ClientBase } from 'pg';
import { MOVE_MARK_COLUMNS, MOVE_MARK_TABLE, type MoveMark } from '../move-mark.ts';

/** Undefined where there is none. */
export async function readMoveMarkIn(client: ClientBase): Promise<MoveMark | undefined> {
  const { rows } = await client.query("SELECT to_regclass('move_mark') IS NOT NULL AS there");
  if (!rows[0]?.there) return undefined;
  const [mark] = (await client.query(`SELECT ${MOVE_MARK_COLUMNS} FROM move_mark`)).rows;
  return mark && { ...mark, at: Number(mark.at) };
}

/**
 * Marks a database as moved, in the caller's transaction. A process that was opened before and has slept through the move can store
 * nothing from then on, so that it pays and posts nothing that is another database's by now.
 */
export async function markMovedIn(client: ClientBase, mark: MoveMark, tables: readonly string[]): Promise<void> {
  await client.query(MOVE_MARK_TABLE);
  await client.query('INSERT INTO move_mark (id, kind, move_id, place, at, facts) VALUES (1, $1, $2, $3, $4, $5)', [
    mark.kind,
    mark.moveId,
    mark.place,
    mark.at,
    mark.facts,
  ]);
  await client.query(`CREATE FUNCTION refuse_moved() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the database was moved'; END $$`);
  for (const table of tables)
    await client.query(`CREATE TRIGGER moved BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_moved()`);
}
