import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { checkDisk, checkSoundness, numberOf, takeForThisProcess, transact } from './database/connection.ts';
import { copyStanding } from './database/copy-standing.ts';
import { DatabaseError, type DatabaseTrouble, describeDatabaseError } from './database/errors.ts';
import { checkVersion, migrate } from './database/migrate.ts';
import { createTroubleWatch } from './database/trouble-watch.ts';
import { jobMigrations } from './jobs/sqlite/migrations.ts';
import type { Logger } from './logger.ts';

export {
  DatabaseDamagedError,
  DatabaseError,
  DatabaseFullError,
  DatabaseInUseError,
  DatabaseNewerError,
  type DatabaseTrouble,
  DatabaseUnwritableError,
} from './database/errors.ts';

export type Statement = Pick<StatementSync, 'run' | 'get' | 'all'>;

/**
 * The one connection to the one database file of this process. Every call is short and blocks while it lasts. One that the
 * disk does not allow throws `DatabaseError` and has stored nothing; the log says once what to do.
 */
export interface Database {
  /** The statement for this text, prepared once and kept. */
  statement(sql: string): Statement;
  /**
   * All that `work` writes, or nothing when it throws. `work` must not wait for anything: a promise would let other writes
   * slip into the transaction, so it is refused and undone.
   */
  transaction<Result>(work: () => Result): Result;
  /** What keeps it from storing anything at present. */
  trouble(): DatabaseTrouble | undefined;
  /**
   * Writes all that is committed by now into a new file, checked and complete in itself, while work goes on; resolves with
   * its size in bytes. One at a time. Closing ends it; nothing is left then. Throws `DatabaseError`.
   */
  copyTo(file: string): Promise<number>;
  close(): void;
}

export interface DatabaseOptions {
  file: string;
  log: Logger;
  /** SQL scripts in order; the place in the list, counted from one, is the version that a script leads to. */
  migrations?: readonly string[];
  /** Told once at the beginning of each trouble with the disk or the file. */
  onTrouble?: (trouble: DatabaseTrouble) => void;
  /** For the compiled code of the process that copies; it then starts in a third of the time. Default: it is not kept. */
  cacheFolder?: string;
}

/** Enough for every statement of the bot; bounds texts that are built with a varying number of parameters. */
const STATEMENTS_KEPT = 500;

/**
 * Opens the file, creating it where there is none, takes it for this process alone, looks whether it is sound and can be
 * written, and brings it to the newest version. Throws `DatabaseError` at once.
 */
export function openDatabase({ file, migrations = jobMigrations, ...options }: DatabaseOptions): Database {
  return open({ file, ...options }, (connection) => {
    checkVersion(connection, migrations);
    checkSoundness(connection);
    migrate(connection, migrations, options.log);
    checkDisk(connection);
  });
}

/** Takes a file that is there for this process alone, and changes nothing of what is in it. Throws `DatabaseError`. */
export function openAsItIs(options: Pick<DatabaseOptions, 'file' | 'log'>): Database {
  if (!existsSync(options.file)) throw new DatabaseError('there is no database yet: the bot has not run here');
  return open(options, checkSoundness);
}

type OpenOptions = Omit<DatabaseOptions, 'migrations'>;

function open(options: OpenOptions, prepare: (connection: DatabaseSync) => void): Database {
  let connection: DatabaseSync | undefined;
  try {
    createPrivately(options.file);
    // No waiting for a lock: whoever has it keeps it as long as it lives.
    connection = new DatabaseSync(options.file, { timeout: 0 });
    takeForThisProcess(connection);
    prepare(connection);
    return createDatabase(connection, options);
  } catch (error) {
    connection?.close();
    throw describeDatabaseError(error);
  }
}

/** Job records hold interaction tokens: nobody else on the machine has to read them. SQLite's log gets the same rights. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
}

function createDatabase(connection: DatabaseSync, { file, log, onTrouble, cacheFolder }: OpenOptions): Database {
  const statements = new Map<string, Statement>();
  const watch = createTroubleWatch({
    log,
    onTrouble,
    committedRows: () => (connection.isTransaction ? undefined : numberOf(connection, 'SELECT total_changes()')),
  });
  const watched = <Call extends (...parameters: never[]) => unknown>(call: Call) =>
    ((...parameters: never[]) => watch.run(() => call(...parameters))) as Call;
  let copying: AbortController | undefined;

  return {
    statement(sql) {
      const kept = statements.get(sql);
      if (kept) return kept;
      if (statements.size >= STATEMENTS_KEPT) statements.clear();
      const prepared = watch.run(() => connection.prepare(sql));
      const statement = {
        run: watched(prepared.run.bind(prepared)) as Statement['run'],
        get: watched(prepared.get.bind(prepared)) as Statement['get'],
        all: watched(prepared.all.bind(prepared)) as Statement['all'],
      };
      statements.set(sql, statement);
      return statement;
    },
    transaction: (work) => watch.run(() => transact(connection, work)),
    trouble: watch.current,
    async copyTo(copy) {
      if (copying) throw new Error('a copy is being made already');
      copying = new AbortController();
      try {
        return await copyStanding(connection, { from: file, to: copy }, { signal: copying.signal, cacheFolder });
      } finally {
        copying = undefined;
      }
    },
    close() {
      copying?.abort(new Error('the database was closed before its copy was complete'));
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
}
