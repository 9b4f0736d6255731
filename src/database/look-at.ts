import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { checkIntegrity, numberOf } from './connection.ts';
import { describeDatabaseError } from './errors.ts';
import { checkVersion } from './migrate.ts';
import { readMoveMark, refuseMoved } from './move-mark.ts';

/**
 * Whether the database, which nobody has open, is sound and of this release or an older one; undefined where there is none. By reading
 * only. Returns its version, which is that of the last of `migrations` that it has seen. Throws `DatabaseError`.
 */
export function lookAtDatabase(file: string, migrations: readonly string[]): number | undefined {
  if (!existsSync(file)) return undefined;
  try {
    using connection = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    checkVersion(connection, migrations);
    checkIntegrity(connection);
    refuseMoved(readMoveMark(connection), 'sqlite');
    return numberOf(connection, 'PRAGMA user_version');
  } catch (error) {
    throw describeDatabaseError(error);
  } finally {
    // Made by reading, and of no use: the bot works without one.
    rmSync(`${file}-shm`, { force: true });
  }
}
