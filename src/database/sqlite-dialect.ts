import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SelectModifierNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { createTransactionScope, type Transaction } from './transaction-scope.ts';

/** Enough for every statement of the bot; bounds texts that are built with a varying number of parameters. */
const STATEMENTS_KEPT = 500;

/** What only reads, be it built or given as text: it has nothing that could be lost. */
const READS = /^\s*select\b/i;

export interface SqliteEngineOptions {
  connection: DatabaseSync;
  /** Runs each call of SQLite, and knows its failures. */
  watch<Result>(call: () => Result): Result;
}

/** Statements by themselves, durable when they return or with the next one that is; or those of a transaction that is under way. */
type Use = 'durable' | 'relaxed' | 'inTransaction';

export interface TransactOptions<Result> {
  /** Whether its commit may wait for the next one to reach the disk. */
  isRelaxed: boolean;
  onCommitted: ((result: Result) => void) | undefined;
}

export type Statement = Pick<StatementSync, 'run' | 'get' | 'all'>;

/** The one connection of a process, which its statements and transactions take in turn. */
export interface SqliteEngine {
  dialect(use: Use): Dialect;
  /** Runs a whole transaction, whose statements go through the dialect `inTransaction`. */
  transact<Result>(work: () => Promise<Result>, options: TransactOptions<Result>): Promise<Result>;
  /** The statement for this text, prepared once and kept. */
  statement(sql: string): Statement;
  /** Runs something on the bare connection, with no transaction under way. */
  alone<Result>(work: () => Result): Promise<Result>;
  /** Told the text of each statement that is prepared from now on. */
  onStatement(listener: (sql: string) => void): void;
  /** Forgets its statements. */
  close(): void;
}

/**
 * What Kysely brings for SQLite expects statements that say whether they read; those of `node:sqlite` tell it by their columns.
 *
 * SQLite answers at once, so a transaction is done within one turn of the event loop, unless its work waits for something else:
 * then everybody would wait for that. Such a one is undone, and throws.
 */
export function createSqliteEngine({ connection, watch }: SqliteEngineOptions): SqliteEngine {
  const statements = createStatements({ connection, watch });
  const lock = createLock();
  const scope = createTransactionScope();

  const acquire = async () => {
    scope.refuseInside();
    await lock.acquire();
  };

  /** As the connection was opened. */
  let isRelaxedNow = false;
  /** In NORMAL mode, a commit is in the log and not yet on the disk; SQLite ignores a change of it in a transaction. */
  const relax = (isRelaxed: boolean) => {
    if (isRelaxed === isRelaxedNow) return;
    connection.exec(`PRAGMA synchronous = ${isRelaxed ? 'NORMAL' : 'FULL'}`);
    isRelaxedNow = isRelaxed;
  };

  const sessionFor = (use: Use): DatabaseConnection => ({
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      if (use === 'inTransaction') scope.refuseOutside();
      else if (!READS.test(query.sql)) relax(use === 'relaxed');
      return statements.run(query.sql, query.parameters as readonly SQLInputValue[]) as QueryResult<Row>;
    },
    // biome-ignore lint/correctness/useYield: what Kysely asks of a connection, and nobody here of Kysely.
    async *streamQuery() {
      throw new Error('results are not streamed');
    },
  });

  const driverFor = (use: Use): Driver => {
    const session = sessionFor(use);
    return {
      async init() {},
      async acquireConnection() {
        if (use !== 'inTransaction') await acquire();
        return session;
      },
      beginTransaction: () => Promise.reject(new Error('transactions are begun by `write`')),
      commitTransaction: () => Promise.reject(new Error('transactions are ended by `write`')),
      rollbackTransaction: () => Promise.reject(new Error('transactions are ended by `write`')),
      async releaseConnection() {
        if (use !== 'inTransaction') lock.release();
      },
      async destroy() {},
    };
  };

  const exec = (sql: string) => watch(() => connection.exec(sql));
  const rollBack = () => {
    // SQLite has undone it already after some errors, such as a full disk.
    if (connection.isOpen && connection.isTransaction) connection.exec('ROLLBACK');
  };

  return {
    dialect: (use) => ({
      createAdapter: () => new PatientAdapter(),
      createDriver: () => driverFor(use),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new LocklessCompiler(),
    }),
    async transact(work, { isRelaxed, onCommitted }) {
      await acquire();
      const transaction: Transaction = { isOpen: true };
      const late = Promise.withResolvers<never>();
      let overdue: NodeJS.Immediate | undefined;
      try {
        relax(isRelaxed);
        exec('BEGIN IMMEDIATE');
        overdue = setImmediate(() => {
          transaction.fault = tooLate();
          late.reject(transaction.fault);
        });
        const result = await Promise.race([scope.run(work, transaction), late.promise]);
        exec('COMMIT');
        onCommitted?.(result);
        return result;
      } catch (error) {
        rollBack();
        throw error;
      } finally {
        transaction.isOpen = false;
        clearImmediate(overdue);
        lock.release();
      }
    },
    async alone(work) {
      // At once where nobody is at it: what the caller does next comes after it.
      if (lock.isHeld()) await acquire();
      else void lock.acquire();
      relax(false);
      try {
        return work();
      } finally {
        lock.release();
      }
    },
    statement: statements.get,
    onStatement: statements.onStatement,
    close: statements.close,
  };
}

/** Kysely would make who asks wait before it asks us, who knows that there is nothing to wait for. */
class PatientAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Has no words for the locking of rows, which another database is told to do: here a transaction has all of the database for itself. */
class LocklessCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier !== 'ForUpdate' && node.modifier !== 'SkipLocked') super.visitSelectModifier(node);
  }
}

function tooLate(): Error {
  return new Error('a transaction must not wait for anything else: it was undone');
}

function createStatements({ connection, watch }: SqliteEngineOptions) {
  const kept = new Map<string, { statement: Statement; reads: boolean }>();
  const listeners: ((sql: string) => void)[] = [];

  const prepared = (sql: string) => {
    const known = kept.get(sql);
    if (known) return known;
    if (kept.size >= STATEMENTS_KEPT) kept.clear();
    const bare = watch(() => connection.prepare(sql));
    for (const listener of listeners) listener(sql);
    const made = { statement: watched(bare), reads: bare.columns().length > 0 };
    kept.set(sql, made);
    return made;
  };

  const watched = (statement: StatementSync): Statement => {
    const call = <Call extends (...parameters: never[]) => unknown>(method: Call) =>
      ((...parameters: never[]) => watch(() => method.apply(statement, parameters))) as Call;
    return { run: call(statement.run), get: call(statement.get), all: call(statement.all) };
  };

  return {
    get: (sql: string) => prepared(sql).statement,
    run(sql: string, parameters: readonly SQLInputValue[]): QueryResult<unknown> {
      const { statement, reads } = prepared(sql);
      if (reads) return { rows: statement.all(...parameters) };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    onStatement: (listener: (sql: string) => void) => void listeners.push(listener),
    close: () => kept.clear(),
  };
}

/** One holder at a time, the others in order of asking. */
function createLock() {
  let isHeld = false;
  const waiting: (() => void)[] = [];
  return {
    isHeld: () => isHeld,
    acquire(): Promise<void> {
      if (isHeld) return new Promise((enter) => waiting.push(enter));
      isHeld = true;
      return Promise.resolve();
    },
    release() {
      const next = waiting.shift();
      if (next) next();
      else isHeld = false;
    },
  };
}
