import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { sql } from 'kysely';
import type { Clock } from '../../clock.ts';
import { MOVE_MARK_COLUMNS, type MoveMark } from '../../database/move-mark.ts';
import { DatabaseInUseError, openDatabase, type SqliteDatabase } from '../../database.ts';
import { jobMigrations } from '../../jobs/sql/migrations.ts';
import type { Logger } from '../../logger.ts';
import { createKeyvStore } from '../../store/keyv-store.ts';
import { ToolError } from '../backup/tool-error.ts';
import { CARRIED, KEY_VALUE } from './carried-tables.ts';
import type { MoveEnd } from './end.ts';
import { fromKeyv, toKeyv } from './keyv-rows.ts';
import { writeMark } from './marks.ts';
import { readRows } from './read-rows.ts';
import type { AnyTables, Row } from './rows.ts';

/** Keyv's. */
const KEYV = 'keyv';

export interface SqliteEndOptions {
  file: string;
  /** By which leases go. Keyv keeps to the machine's own time. */
  clock: Pick<Clock, 'now'>;
  realTime: Pick<Clock, 'now'>;
  log: Logger;
}

/** Takes the file for this process alone for as long as the move lasts. Throws `ToolError`, `DatabaseError`. */
export async function openSqliteEnd({ file, clock, realTime, log }: SqliteEndOptions): Promise<MoveEnd> {
  const database = openUnused(file, log);
  const store = database.store<AnyTables>();
  // Whoever asks Keyv for the first time has it make its table.
  await createKeyvStore({ database, namespace: 'home' }).get('last');

  return {
    engine: 'sqlite',
    place: placeOfFile(file),
    store,
    clocks: () => ({ lease: clock.now(), keys: realTime.now() }),
    async mark() {
      const { rows } = await sql`SELECT 1 FROM sqlite_schema WHERE name = 'move_mark'`.execute(store.sql);
      if (rows.length === 0) return undefined;
      return (await sql<MoveMark>`${sql.raw(`SELECT ${MOVE_MARK_COLUMNS} FROM move_mark`)}`.execute(store.sql)).rows[0];
    },
    // The file's lock says it, and is ours.
    refuseWhileUsed: async () => undefined,
    hold: async () => undefined,
    depart: (mark) => store.write((tx) => writeMark(tx, mark)),
    async read(table, after, most) {
      const { key, columns } = table;
      if (table !== KEY_VALUE) return readRows(store.sql, { table: table.name, key, columns, after, most });
      const own = columns.map((column) => (column === 'expires_at' ? 'expires as expires_at' : column));
      return (await readRows(store.sql, { table: KEYV, key, columns: own, after, most })).map(fromKeyv);
    },
    async insert(tx, table, rows) {
      const isKeyv = table === KEY_VALUE;
      const own: Row[] = isKeyv ? rows.map(toKeyv) : [...rows];
      await tx
        .insertInto(isKeyv ? KEYV : table.name)
        .values(own)
        .execute();
    },
    async empty(tx) {
      for (const table of CARRIED.toReversed()) await tx.deleteFrom(table === KEY_VALUE ? KEYV : table.name).execute();
    },
    async highest(table) {
      const { rows } = await sql<{ highest: number }>`
        SELECT max(coalesce((SELECT max(seq) FROM ${sql.table(table)}), 0),
                   coalesce((SELECT seq FROM sqlite_sequence WHERE name = ${table}), 0)) AS highest
      `.execute(store.sql);
      return rows[0]?.highest ?? 0;
    },
    goOnAfter: (table, number) =>
      store.write(async (tx) => {
        // Only a table that never gives a number twice has a row here; another one looks at what it holds.
        if (table !== 'alarms') return;
        await sql`DELETE FROM sqlite_sequence WHERE name = ${table}`.execute(tx);
        await sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${table}, ${number})`.execute(tx);
      }),
    close: async () => database.close(),
  };
}

export function placeOfFile(file: string): string {
  return `SQLite (${resolve(file)} on ${hostname()})`;
}

function openUnused(file: string, log: Logger): SqliteDatabase {
  try {
    return openDatabase({ file, migrations: jobMigrations, forMove: true, log });
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
    throw new ToolError('the bot is running, or another move: stop it, then move', { cause: error });
  }
}
