/** What keeps the database from being used while the bot runs. */
export type DatabaseTrouble = 'full' | 'unwritable' | 'damaged' | 'gone' | 'away';

/** The database cannot be used until its operator has changed something; the message says what, in one line. */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
}

/** Another process works on the same file. Two bots on one database would pay for each cover twice. */
export class DatabaseInUseError extends DatabaseError {
  override readonly name = 'DatabaseInUseError';
}

/** The file was written by a newer release, whose meaning this one does not know. */
export class DatabaseNewerError extends DatabaseError {
  override readonly name = 'DatabaseNewerError';
}

/** All of it is in another database by now, or not all of it is in this one yet. */
export class DatabaseMovedError extends DatabaseError {
  override readonly name = 'DatabaseMovedError';
}

/** The file is not a database, or is damaged. */
export class DatabaseDamagedError extends DatabaseError {
  override readonly name = 'DatabaseDamagedError';
}

/** There is no room left. What was being written is not stored; what was stored before is safe. */
export class DatabaseFullError extends DatabaseError {
  override readonly name = 'DatabaseFullError';
}

/** The system refuses to read or write the file. What was being written is not stored. */
export class DatabaseUnwritableError extends DatabaseError {
  override readonly name = 'DatabaseUnwritableError';
}

/** The path leads to another file than the open one, or to none. What is written goes where nobody will look for it. */
export class DatabaseGoneError extends DatabaseError {
  override readonly name = 'DatabaseGoneError';
}

/** The database server cannot be reached. What was being written is tried again, or is not stored; what was stored before is safe. */
export class DatabaseAwayError extends DatabaseError {
  override readonly name = 'DatabaseAwayError';
}

/** https://www.sqlite.org/rescode.html; the low byte of SQLite's extended codes. */
const SQLITE_CODES: Readonly<Record<number, DatabaseTrouble | 'inUse'>> = {
  3: 'unwritable', // PERM
  5: 'inUse', // BUSY
  8: 'unwritable', // READONLY
  10: 'unwritable', // IOERR
  11: 'damaged', // CORRUPT
  13: 'full', // FULL
  14: 'unwritable', // CANTOPEN
  26: 'damaged', // NOTADB
};

/** Of the file system. */
const SYSTEM_CODES: Readonly<Record<string, DatabaseTrouble>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  EIO: 'unwritable',
  ENOENT: 'unwritable',
  ENOTDIR: 'unwritable',
  EEXIST: 'unwritable',
};

/** What an error of SQLite or of the file system means; undefined for any other, such as a broken rule of a table. */
export function troubleOf(error: unknown): DatabaseTrouble | 'inUse' | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return SQLITE_CODES[error.errcode & 0xff];
  return 'code' in error && typeof error.code === 'string' ? SYSTEM_CODES[error.code] : undefined;
}

/** The same in words for the operator; errors that mean something else stay as they are. */
export function describeDatabaseError(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble ? databaseError(trouble, error) : error;
}

export function databaseError(trouble: DatabaseTrouble | 'inUse', cause?: unknown): DatabaseError {
  const options = { cause };
  switch (trouble) {
    case 'inUse':
      return new DatabaseInUseError('the database is in use: another bot runs on the same data folder', options);
    case 'damaged':
      return new DatabaseDamagedError(
        'the database is damaged or is no database: put a backup in its place (npm run backup -- --restore FILE)',
        options,
      );
    case 'gone':
      return new DatabaseGoneError(
        'the database was deleted, moved or replaced under the running bot, which therefore stops: put the right one in its place and start the bot again',
        options,
      );
    case 'away':
      return new DatabaseAwayError(
        'the database cannot be reached at present: check DATABASE_URL and its server',
        options,
      );
    case 'full':
      return new DatabaseFullError('the disk is full: free some space where DATA_DIR is', options);
    case 'unwritable':
      return new DatabaseUnwritableError(
        'the database cannot be read or written: check the disk where DATA_DIR is, and the rights to it',
        options,
      );
  }
}
