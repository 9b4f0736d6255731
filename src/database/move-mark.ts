import type { DatabaseSync } from 'node:sqlite';
import { numberOf } from './connection.ts';
import { DatabaseMovedError } from './errors.ts';

/**
 * What stands in a database that was moved to another one, or into which one is being moved: nobody may work on either. A database that
 * moves have nothing to do with has no such table.
 */
export interface MoveMark {
  /** Moved: all of it is elsewhere. Arriving: not all of it is here yet. */
  kind: 'moved' | 'arriving';
  /** The same on both sides of a move. */
  moveId: string;
  /** The other side, as people call it: with no password. */
  place: string;
  /** In milliseconds since the epoch, by the machine's clock. */
  at: number;
  /** What only the move itself reads. */
  facts: string;
}

/** Of the mark, on both engines alike. */
export const MOVE_MARK_TABLE = `CREATE TABLE move_mark (
  id int PRIMARY KEY CHECK (id = 1),
  kind text NOT NULL,
  move_id text NOT NULL,
  place text NOT NULL,
  at bigint NOT NULL,
  facts text NOT NULL
)`;

export const MOVE_MARK_COLUMNS = 'kind, move_id AS "moveId", place, at, facts';

/** Undefined where there is none. */
export function readMoveMark(connection: DatabaseSync): MoveMark | undefined {
  if (numberOf(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'move_mark'") === 0) return undefined;
  return connection.prepare(`SELECT ${MOVE_MARK_COLUMNS} FROM move_mark`).get() as MoveMark | undefined;
}

/** Throws `DatabaseMovedError` where there is one. */
export function refuseMoved(mark: MoveMark | undefined, engine: 'sqlite' | 'postgres'): void {
  if (mark) throw new DatabaseMovedError(describe(mark, engine));
}

function describe({ kind, place, at }: MoveMark, engine: 'sqlite' | 'postgres'): string {
  if (kind === 'arriving')
    return `the move from ${place} into this database is not complete: run the same npm run move once more; until then everything is where it was`;
  const day = new Date(at).toISOString().slice(0, 10);
  const [there, back] =
    engine === 'sqlite'
      ? ['set DATABASE_URL to it', 'npm run move -- --to sqlite']
      : [
          'start the bot there without DATABASE_URL',
          'npm run move -- --to postgres://… with the address of an empty one',
        ];
  return `the database was moved to ${place} on ${day}: ${there}; to come back, stop the bot there and run ${back}`;
}
