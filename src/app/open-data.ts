import { join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { checkDatabaseIsThere, codeFolderIn, openDataFolder } from '../data-folder.ts';
import { watchPlace } from '../database/watch-place.ts';
import {
  DatabaseAwayError,
  DatabaseInUseError,
  type DatabaseTrouble,
  openDatabase,
  type PostgresDatabase,
  type SqliteDatabase,
} from '../database.ts';
import { jobMigrations } from '../jobs/sql/migrations.ts';
import { postgresMigrations } from '../jobs/sql/postgres-migrations.ts';
import type { Logger } from '../logger.ts';
import { homeOf, noteHome } from '../store/home.ts';
import type { Lifetime } from './lifetime.ts';

/** A process that is ending lets go of the database within seconds. */
const DATABASE_PATIENCE_MS = 10_000;
const DATABASE_RETRY_MS = 250;

const SERVER_RETRY_MS = 2_000;

export interface OpenDataOptions {
  folder: string;
  onTrouble(code: DatabaseTrouble): void;
  lifetime: Lifetime;
  clock: Clock;
  /** Other processes, which may take the place of the database, keep to this. */
  realTime: Clock;
  log: Logger;
}

/** The data folder and the database in it, which is this process's alone from here on. Throws `DatabaseError`. */
export async function openData({ folder, onTrouble, lifetime, clock, realTime, log }: OpenDataOptions) {
  openDataFolder(folder);
  const file = join(folder, 'coverband.db');
  checkDatabaseIsThere(folder, file);
  const cacheFolder = codeFolderIn(folder, 'copying');
  const open = () => openDatabase({ migrations: jobMigrations, file, log, onTrouble, cacheFolder });
  const database = lifetime.opened(await whenFree(open, { clock, log, signal: lifetime.signal }), (it) => it.close());
  log.info({ folder: resolve(folder) }, 'data folder opened');
  lifetime.opened(watchPlace(database, realTime), (it) => it.stop());
  await noteHome({ database, log, home: homeOf(folder) });
  return { file, database };
}

/** The data folder, and the database server that all processes share, once it can be reached. Throws `DatabaseError`. */
export async function openFleetData({
  folder,
  postgres,
  onTrouble,
  lifetime,
  realTime,
  speed,
  random,
  log,
}: Omit<OpenDataOptions, 'clock'> & {
  postgres: { url: string; connections: number };
  speed: number;
  random: () => number;
}): Promise<{ file: undefined; database: PostgresDatabase }> {
  openDataFolder(folder);
  // Loaded only where it is wanted.
  const { openPostgres } = await import('../database/postgres/open.ts');
  const migrations = postgresMigrations;
  const open = () => openPostgres({ ...postgres, migrations, onTrouble, clock: realTime, speed, random, log });
  const opened = await whenReached(open, { clock: realTime, log, signal: lifetime.signal });
  log.info({ folder: resolve(folder) }, 'connected to PostgreSQL; data folder opened');
  return { file: undefined, database: lifetime.opened(opened, (it) => it.close()) };
}

/** Waits for a server that is away, as long as it takes: it may be starting, and nobody would start this process once more. */
async function whenReached(
  open: () => Promise<PostgresDatabase>,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<PostgresDatabase> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DatabaseAwayError)) throw error;
      if (isFirst) log.warn({ reason: error.message }, 'waiting for the database server');
      await clock.sleep(SERVER_RETRY_MS, signal);
    }
  }
}

/** Waits for whoever has the database, in case that process is ending. */
async function whenFree(
  open: () => SqliteDatabase,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<SqliteDatabase> {
  const givesUpAt = clock.now() + DATABASE_PATIENCE_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof DatabaseInUseError) || clock.now() >= givesUpAt) throw error;
      if (isFirst) log.info('the database is in use by another process; waiting for it to end');
      await clock.sleep(DATABASE_RETRY_MS, signal);
    }
  }
}
