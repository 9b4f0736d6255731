import { Kysely } from 'kysely';
import type { SqliteEngine } from './sqlite-dialect.ts';

/** The tables that its caller knows, in the one database of the bot. */
export interface Store<Tables> {
  /** One statement at a time, each of them durable when it returns. Throws in the work of `write`. */
  sql: Sql<Tables>;
  /**
   * All that `work` writes, or nothing when it throws. It does nothing but SQL on what it is given: what waits for anything else is
   * undone and throws, and so is any other use of the database meanwhile. `onCommitted` is told before anybody else's write begins.
   */
  write<Result>(work: (sql: Sql<Tables>) => Promise<Result>, onCommitted?: (result: Result) => void): Promise<Result>;
  /**
   * For what means nothing before something durable follows it: it is on disk with that at the latest, never out of order. The end of a
   * process takes nothing of it; a power cut takes what came after the last durable write. Where several processes share the
   * database, and go on when its power is cut, it is as durable as all else.
   */
  relaxed: Pick<Store<Tables>, 'sql' | 'write'>;
}

export type Sql<Tables> = Kysely<Tables>;

export function createStore<Tables>({ dialect, transact }: Pick<SqliteEngine, 'dialect' | 'transact'>): Store<Tables> {
  const inTransaction = new Kysely<Tables>({ dialect: dialect('inTransaction') });
  const open = (isRelaxed: boolean): Store<Tables>['relaxed'] => ({
    sql: new Kysely<Tables>({ dialect: dialect(isRelaxed ? 'relaxed' : 'durable') }),
    write: (work, onCommitted) => transact(() => work(inTransaction), { isRelaxed, onCommitted }),
  });
  return { ...open(false), relaxed: open(true) };
}
