import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../logger.ts';
import { numberOf, transact } from './connection.ts';
import { DatabaseNewerError } from './errors.ts';

/** Throws `DatabaseNewerError` for a file whose version no script leads to. */
export function checkVersion(connection: DatabaseSync, migrations: readonly string[]): void {
  const version = numberOf(connection, 'PRAGMA user_version');
  if (version <= migrations.length) return;
  throw new DatabaseNewerError(
    `the database has version ${version}, this release knows versions up to ${migrations.length}: run a newer release`,
  );
}

/** Runs the scripts that have not run yet, each whole or not at all. */
export function migrate(connection: DatabaseSync, migrations: readonly string[], log: Logger): void {
  const version = numberOf(connection, 'PRAGMA user_version');
  for (const [index, script] of migrations.entries()) {
    if (index < version) continue;
    transact(connection, () => {
      connection.exec(script);
      connection.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
  if (version < migrations.length) log.info({ from: version, to: migrations.length }, 'database brought up to date');
}
