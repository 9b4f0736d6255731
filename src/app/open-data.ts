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
  const free = await whenThere(open, {
    Passing: DatabaseInUseError,
    pauseMs: DATABASE_RETRY_MS,
    patienceMs: DATABASE_PATIENCE_MS,
    note: () => log.info('the database is in use by another process; waiting for it to end'),
    clock,
    signal: lifetime.signal,
  });
  const database = lifetime.opened(free, (it) => it.close());
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
  const opened = await whenThere(open, {
    Passing: DatabaseAwayError,
    pauseMs: SERVER_RETRY_MS,
    // It may be starting, and whoever looks after this process need not start it once more.
    patienceMs: Number.POSITIVE_INFINITY,
    note: ({ message: reason }) => log.warn({ reason }, 'waiting for the database server'),
    clock: realTime,
    signal: lifetime.signal,
  });
  log.info({ folder: resolve(folder) }, 'connected to PostgreSQL; data folder opened');
  return { file: undefined, database: lifetime.opened(opened, (it) => it.close()) };
}

interface Waiting {
  /** What may pass without anybody doing anything. */
  Passing: typeof DatabaseAwayError | typeof DatabaseInUseError;
  pauseMs: number;
  patienceMs: number;
  /** Told the first time that it has to be waited for. */
  note(error: Error): void;
  clock: Clock;
  signal: AbortSignal;
}

/** Opens a database as soon as it can be had. */
async function whenThere<Opened>(
  open: () => Opened | Promise<Opened>,
  { Passing, pauseMs, patienceMs, note, clock, signal }: Waiting,
): Promise<Opened> {
  const givesUpAt = clock.now() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof Passing) || clock.now() >= givesUpAt) throw error;
      if (isFirst) note(error);
      await clock.sleep(pauseMs, signal);
    }
  }
}
