import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { jobMigrations } from './jobs/sqlite/migrations.ts';
import type { Logger } from './logger.ts';

/** The one connection to the one database file of this process. Every call is short and blocks while it lasts. */
export interface Database {
  /** The statement for this text, prepared once and kept. */
  statement(sql: string): StatementSync;
  /**
   * All that `work` writes, or nothing when it throws. `work` must not wait for anything: a promise would let other writes
   * slip into the transaction, so it is refused and undone.
   */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

export interface DatabaseOptions {
  file: string;
  log: Logger;
  /** SQL scripts in order; the place in the list, counted from one, is the version that a script leads to. */
  migrations?: readonly string[];
}

/** Another process works on the same file. Two bots on one database would pay for each cover twice. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

/** The file was written by a newer release, whose meaning this one does not know. */
export class DatabaseNewerError extends Error {
  override readonly name = 'DatabaseNewerError';
}

/** The file is not a database, or is damaged. */
export class DatabaseDamagedError extends Error {
  override readonly name = 'DatabaseDamagedError';
}

/** https://www.sqlite.org/rescode.html; the low byte of SQLite's extended codes. */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Enough for every statement of the bot; bounds texts that are built with a varying number of parameters. */
const STATEMENTS_KEPT = 500;

/**
 * Opens the file, creating it where there is none, takes it for this process alone, and brings it to the newest version.
 * Throws `DatabaseInUseError`, `DatabaseNewerError` or `DatabaseDamagedError` at once.
 */
export function openDatabase({ file, log, migrations = jobMigrations }: DatabaseOptions): Database {
  // Job records hold interaction tokens: nobody else on the machine has to read them.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // No waiting for a lock: whoever has it keeps it as long as it lives.
  const connection = new DatabaseSync(file, { timeout: 0 });
  try {
    takeForThisProcess(connection);
    const database = createDatabase(connection);
    migrate(connection, database, migrations, log);
    return database;
  } catch (error) {
    connection.close();
    throw describeOpenError(error);
  }
}

function takeForThisProcess(connection: DatabaseSync): void {
  connection.exec('PRAGMA locking_mode = EXCLUSIVE');
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') throw new Error(`the database must be able to write ahead, but its journal mode is ${mode}`);
  // A commit has reached the disk when it returns; NORMAL would lose the last ones with the power.
  connection.exec('PRAGMA synchronous = FULL');
  // The exclusive mode keeps a lock that was taken; this takes it, rather than leave it to the first write.
  connection.exec('BEGIN EXCLUSIVE; COMMIT');
}

function createDatabase(connection: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();

  return {
    statement(sql) {
      const kept = statements.get(sql);
      if (kept) return kept;
      if (statements.size >= STATEMENTS_KEPT) statements.clear();
      const prepared = connection.prepare(sql);
      statements.set(sql, prepared);
      return prepared;
    },
    transaction(work) {
      connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        if (isPromise(result)) throw new Error('a transaction must not wait: its work returned a promise');
        connection.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite has undone it already after some errors, such as a full disk.
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
}

function migrate(connection: DatabaseSync, database: Database, migrations: readonly string[], log: Logger): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length)
    throw new DatabaseNewerError(
      `the database has version ${version}, this release knows versions up to ${migrations.length}: run a newer release`,
    );
  for (const [index, script] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      connection.exec(script);
      connection.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
  if (version < migrations.length) log.info({ from: version, to: migrations.length }, 'database brought up to date');
}

function describeOpenError(error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === SQLITE_BUSY)
    return new DatabaseInUseError('the database is in use: another bot runs on the same data folder', { cause: error });
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB)
    return new DatabaseDamagedError('the database is damaged or is no database: put a backup in its place', {
      cause: error,
    });
  return error;
}

function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
