import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/database.ts';
import { jobMigrations } from '../../../src/jobs/sql/migrations.ts';
import { postgresMigrations } from '../../../src/jobs/sql/postgres-migrations.ts';
import { createLogger } from '../../../src/logger.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { CARRIED, LEFT_BEHIND } from '../../../src/tools/move/carried-tables.ts';

/** Keyv's table is named by it, and is `kv` elsewhere. */
const nameInSqlite = (table: string) => (table === 'kv' ? 'keyv' : table);
const columnInSqlite = (table: string, column: string) =>
  table === 'kv' && column === 'expires_at' ? 'expires' : column;

async function sqliteSchema(): Promise<Record<string, string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-move-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ file: join(folder, 'coverband.db'), migrations: jobMigrations, log });
  onTestFinished(() => database.close());
  await createKeyvStore({ database, namespace: 'any' }).get('any');
  const rows = database
    .statement(
      `SELECT t.name AS name, c.name AS column FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all() as { name: string; column: string }[];
  const names = [...new Set(rows.map(({ name }) => name))];
  return Object.fromEntries(
    names.map((name) => [name, rows.flatMap((row) => (row.name === name ? [row.column] : [])).sort()]),
  );
}

describe('what is carried', () => {
  it('is every table of SQLite with every column, but for what is of running processes', async () => {
    const { workers, ...schema } = await sqliteSchema();

    expect(workers).toBeDefined();
    expect(
      Object.fromEntries(
        CARRIED.map(({ name, columns }) => [
          nameInSqlite(name),
          columns.map((column) => columnInSqlite(name, column)).sort(),
        ]),
      ),
    ).toEqual(schema);
  });

  it('is every table that a migration of PostgreSQL makes, but for what is of running processes', () => {
    const made = postgresMigrations.join('\n').matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g);

    expect([...made].map(([, name]) => name).sort()).toEqual(
      [...CARRIED.map(({ name }) => name), ...LEFT_BEHIND].sort(),
    );
  });
});
