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
}

export type Sql<Tables> = Kysely<Tables>;

export function createStore<Tables>(engine: Pick<SqliteEngine, 'dialect' | 'transact'>): Store<Tables> {
  const sql = new Kysely<Tables>({ dialect: engine.dialect });
  return {
    sql,
    write: (work, onCommitted) =>
      sql.connection().execute((connection) => engine.transact(() => work(connection), onCommitted)),
  };
}
