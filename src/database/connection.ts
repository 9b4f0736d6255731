import type { DatabaseSync } from 'node:sqlite';
import { databaseError } from './errors.ts';

/** In pages: so many in the log beside the file are brought into the file. SQLite's own default. */
export const CHECKPOINT_PAGES = 1_000;

export function acquireExclusive(connection: DatabaseSync): void {
  connection.exec('PRAGMA locking_mode = EXCLUSIVE');
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') throw new Error(`the database must be able to write ahead, but its journal mode is ${mode}`);
  // A commit has reached the disk when it returns; NORMAL would lose the last ones with the power.
  connection.exec('PRAGMA synchronous = FULL');
  // What a member had deleted must not stay in free pages; SQLite overwrites it instead.
  connection.exec('PRAGMA secure_delete = ON');
  // Else large sorts go through files in the shared temporary folder, and fail where that is read-only.
  connection.exec('PRAGMA temp_store = MEMORY');
  // The exclusive mode keeps a lock that was taken; this takes it, rather than leave it to the first write.
  connection.exec('BEGIN EXCLUSIVE; COMMIT');
}

/** Before anything is done on the word of a damaged file. Takes about half a second for 100,000 jobs. */
export function checkIntegrity(connection: DatabaseSync): void {
  if (connection.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw databaseError('damaged');
}

/** Writes what is there already: a bot that can store nothing must not begin. */
export function checkDisk(connection: DatabaseSync): void {
  const version = numberOf(connection, 'PRAGMA user_version');
  transact(connection, () => connection.exec(`PRAGMA user_version = ${version}`));
}

/** All that `work` writes, or nothing when it throws or waits for anything. */
export function transact<Result>(connection: DatabaseSync, work: () => Result): Result {
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
}

/** The first column of the only row. */
export function numberOf(connection: DatabaseSync, sql: string): number {
  return Number(Object.values(connection.prepare(sql).get() ?? {})[0]);
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
