import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createFiles, type FilesOptions } from '../../src/store/files.ts';
import type { Files } from '../../src/store/port.ts';

/** By the folder of files that they are of: whoever opens the folder once more finds what is known of it. */
const databases = new Map<string, Database>();

/** Files of a test that has nothing else on record: with a database of their own, apart from the folder. */
export function openFiles(options: Omit<FilesOptions, 'database'>): Files {
  return createFiles({ ...options, database: databaseOf(options.folder) });
}

function databaseOf(folder: string): Database {
  const known = databases.get(folder);
  if (known) return known;
  const ownFolder = mkdtempSync(join(tmpdir(), 'coverband-rows-'));
  const log = createLogger({ level: 'silent' });
  const database = openDatabase({ migrations: jobMigrations, file: join(ownFolder, 'coverband.db'), log });
  databases.set(folder, database);
  onTestFinished(() => {
    databases.delete(folder);
    database.close();
    rmSync(ownFolder, { recursive: true });
  });
  return database;
}
