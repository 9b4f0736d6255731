import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';

/** A database of this test, and a way to have the next process open it. */
export async function useDatabase(): Promise<{ open(): SqliteDatabase; openBeside(): SqliteDatabase }> {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-store-'));
  const log = createLogger({ level: 'silent' });
  let database: SqliteDatabase | undefined;
  onTestFinished(async () => {
    database?.close();
    await rm(folder, { recursive: true });
  });
  const open = () => {
    database?.close();
    database = openDatabase({ migrations: jobMigrations, file: join(folder, 'coverband.db'), log });
    return database;
  };
  // One process has the file, and one connection to it.
  return { open, openBeside: () => database ?? open() };
}
