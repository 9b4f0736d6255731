import type { SqliteDriver } from '@keyv/sqlite';
import type { SqliteDatabase } from '../database.ts';

/** Lets Keyv work on the connection that jobs use, since a second one would be shut out by its lock. */
export function createKeyvDriver(database: Pick<SqliteDatabase, 'query'>, isRelaxed = false): SqliteDriver {
  return {
    name: 'custom',
    async connect() {
      return {
        // It waits for its turn as whoever else does: no statement falls into somebody's transaction.
        query: (sql, ...parameters) => database.query(sql, parameters.map(toColumn), isRelaxed),
        // The connection belongs to whoever opened it: several stores use it, and so do the jobs.
        async close() {},
      };
    },
  };
}

/** What Keyv binds: its keys, its own JSON, and times. */
function toColumn(value: unknown): string | number | null {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  throw new Error(`a ${typeof value} cannot be stored`);
}
