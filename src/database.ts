import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import { backupOnline } from './database/backup-online.ts';
import { acquireExclusive, checkDisk, checkIntegrity, numberOf } from './database/connection.ts';
import { DatabaseError, type DatabaseTrouble, databaseError, describeDatabaseError } from './database/errors.ts';
import { createDatabaseHealth } from './database/health.ts';
import { checkVersion, migrate } from './database/migrate.ts';
import { readMoveMark, refuseMoved } from './database/move-mark.ts';
import { holdPlace, type Place, saveDeleted } from './database/place.ts';
import { createSqliteEngine, type Statement } from './database/sqlite-dialect.ts';
import { createStore, type Store } from './database/store.ts';
import type { Logger } from './logger.ts';

export {
  DatabaseAwayError,
  DatabaseDamagedError,
  DatabaseError,
  DatabaseFullError,
  DatabaseGoneError,
  DatabaseInUseError,
  DatabaseMovedError,
  DatabaseNewerError,
  type DatabaseTrouble,
  DatabaseUnwritableError,
} from './database/errors.ts';

export { createHot, padded } from './database/hot.ts';
export type { Sql, Store } from './database/store.ts';

/**
 * What all is kept in. A statement that the disk or the network does not allow throws `DatabaseError`; the log says once what to do.
 */
export type Database = SqliteDatabase | PostgresDatabase;

interface AnyDatabase {
  /** The tables that the caller knows, as its migrations have made them. */
  store<Tables>(): Store<Tables>;
  /** Told the text of each statement that is new from now on. */
  onStatement(listener: (sql: string) => void): void;
  /** What keeps it from storing anything at present. */
  trouble(): DatabaseTrouble | undefined;
  /**
   * Throws `DatabaseGoneError` where the path does not lead to the open file any more. To be asked before anything new is
   * taken on, and now and then: nothing else tells.
   */
  checkPlace(): void;
}

/** A database server that several processes share. */
export interface PostgresDatabase extends AnyDatabase {
  engine: 'postgres';
  /** The server's time, in milliseconds since the epoch: the same for all who share it, whatever their machines' clocks show. */
  leaseNow(): number;
  /** Tells whoever listens to a channel; at most 64 bytes. */
  notify(channel: string, message: string): Promise<void>;
  /** How far this machine's clock is from the server's, in milliseconds; positive where the machine is ahead. */
  clockOffsetMs(): number;
  /** How many connections of this process are at work, and how many statements wait for one. */
  connections(): { inUse: number; waiting: number };
  close(): Promise<void>;
}

/** The one connection to the one database file of this process. Every statement is short and blocks while it lasts. */
export interface SqliteDatabase extends AnyDatabase {
  engine: 'sqlite';
  /** One statement, for libraries that write their own SQL. Returns its rows. `isRelaxed`: as `relaxed` of a store. */
  query(sql: string, parameters: readonly SQLInputValue[], isRelaxed?: boolean): Promise<unknown[]>;
  /** The statement for this text, prepared once and kept: for who looks into the file, and never beside a transaction of `store`. */
  statement(sql: string): Statement;
  /**
   * Writes all that is committed by now into a new file, checked and complete in itself, while work goes on; resolves with
   * its size in bytes. One at a time. Closing ends it; nothing is left then. Throws `DatabaseError`.
   */
  copyTo(file: string): Promise<number>;
  /** What was deleted under it, and was noticed, is written down once more. */
  close(): void;
}

export interface DatabaseOptions {
  file: string;
  log: Logger;
  /** SQL scripts in order; the place in the list, counted from one, is the version that a script leads to. */
  migrations: readonly string[];
  /** Opens also what was moved elsewhere, or is only arriving. For the move itself; nobody else may work on such a one. */
  forMove?: boolean;
  /** Told once at the beginning of each trouble with the disk or the file. */
  onTrouble?: (trouble: DatabaseTrouble) => void;
  /** For the compiled code of the process that copies; it then starts in a third of the time. Default: it is not kept. */
  cacheFolder?: string;
}

/**
 * Opens the file, creating it where there is none, takes it for this process alone, looks whether it is sound and can be
 * written, and brings it to the newest version. Throws `DatabaseError` at once.
 */
export function openDatabase({ file, migrations, forMove = false, ...options }: DatabaseOptions): SqliteDatabase {
  return open({ file, ...options }, (connection) => {
    checkVersion(connection, migrations);
    checkIntegrity(connection);
    if (!forMove) refuseMoved(readMoveMark(connection), 'sqlite');
    migrate(connection, migrations, options.log);
    checkDisk(connection);
  });
}

/** Takes a file that is there for this process alone, and changes nothing of what is in it. Throws `DatabaseError`. */
export function openAsItIs(options: Pick<DatabaseOptions, 'file' | 'log'>): SqliteDatabase {
  if (!existsSync(options.file)) throw new DatabaseError('there is no database yet: the bot has not run here');
  return open(options, (connection) => {
    checkIntegrity(connection);
    refuseMoved(readMoveMark(connection), 'sqlite');
  });
}

type OpenOptions = Omit<DatabaseOptions, 'migrations' | 'forMove'>;

function open(options: OpenOptions, prepare: (connection: DatabaseSync) => void): SqliteDatabase {
  let connection: DatabaseSync | undefined;
  let place: Place | undefined;
  try {
    createPrivately(options.file);
    // No waiting for a lock: whoever has it keeps it as long as it lives.
    connection = new DatabaseSync(options.file, { timeout: 0 });
    acquireExclusive(connection);
    place = holdPlace(options.file);
    prepare(connection);
    return createDatabase(connection, place, options);
  } catch (error) {
    connection?.close();
    place?.release();
    throw describeDatabaseError(error);
  }
}

/** Job records hold interaction tokens: nobody else on the machine has to read them. SQLite's log gets the same rights. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
}

function createDatabase(
  connection: DatabaseSync,
  place: Place,
  { file, log, onTrouble, cacheFolder }: OpenOptions,
): SqliteDatabase {
  const watch = createDatabaseHealth({
    log,
    onTrouble,
    committedRows: () => (connection.isTransaction ? undefined : numberOf(connection, 'SELECT total_changes()')),
  });
  const engine = createSqliteEngine({ connection, watch: watch.run });
  const store = createStore<Record<never, never>>(engine);
  let copying: AbortController | undefined;
  let isClosed = false;
  const checkPlace = () => {
    if (place.isOurs()) return;
    watch.note('gone');
    throw databaseError('gone');
  };

  return {
    engine: 'sqlite',
    onStatement: engine.onStatement,
    store: <Tables>() => store as unknown as Store<Tables>,
    async query(sql, parameters, isRelaxed = false) {
      const { sql: db } = isRelaxed ? store.relaxed : store;
      return (await db.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows;
    },
    statement: engine.statement,
    trouble: watch.current,
    checkPlace,
    async copyTo(copy) {
      checkPlace();
      if (copying) throw new Error('a copy is being made already');
      copying = new AbortController();
      try {
        return await backupOnline(
          connection,
          engine.alone,
          { from: file, to: copy },
          { signal: copying.signal, cacheFolder },
        );
      } finally {
        copying = undefined;
      }
    },
    close() {
      copying?.abort(new Error('the database was closed before its copy was complete'));
      engine.close();
      if (isClosed) return;
      isClosed = true;
      if (watch.current() === 'gone') return leaveBehind(connection, place, { file, log });
      connection.close();
      place.release();
    },
  };
}

/**
 * Nothing of a file that was deleted or moved is lost. The connection stays open until the process ends: closing it would
 * remove the log beside the path, which is another database's by now.
 */
function leaveBehind(connection: DatabaseSync, place: Place, { file, log }: Pick<OpenOptions, 'file' | 'log'>): void {
  try {
    if (place.isDeleted()) {
      log.warn({ file: basename(saveDeleted(connection, file)) }, 'the deleted database was written down once more');
    } else connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    log.error({ err: error }, 'what was in the lost database could not be saved');
  }
}
