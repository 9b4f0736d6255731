import type { ClientBase } from 'pg';
import type { Logger } from '../../logger.ts';
import { DatabaseNewerError } from '../errors.ts';

/** Any number that no other program on the same database uses: "coverbnd". */
const LOCK = '7165073112413138532';

/**
 * Runs the scripts that have not run yet, each whole or not at all; of several processes that start together, one does and the others
 * wait for it. Throws `DatabaseNewerError` for a database whose version no script leads to.
 */
export async function migratePostgres(client: ClientBase, migrations: readonly string[], log: Logger): Promise<void> {
  try {
    await client
      .query('CREATE TABLE IF NOT EXISTS schema_version (id int PRIMARY KEY CHECK (id = 1), version int NOT NULL)')
      .catch((error: unknown) => {
        // Two may create it at the same moment, and the slower one is told that it is there.
        if (!(error instanceof Error && 'code' in error && (error.code === '23505' || error.code === '42P07')))
          throw error;
      });
    for (;;) {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const { rows } = await client.query('SELECT version FROM schema_version');
      const version: number = rows[0]?.version ?? 0;
      if (version > migrations.length)
        throw new DatabaseNewerError(
          `the database has version ${version}, this release knows versions up to ${migrations.length}: run a newer release`,
        );
      const script = migrations[version];
      if (script === undefined) return;
      await client.query(script);
      await client.query(
        'INSERT INTO schema_version (id, version) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET version = $1',
        [version + 1],
      );
      await client.query('COMMIT');
      log.info({ version: version + 1 }, 'database brought up to date');
    }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}
