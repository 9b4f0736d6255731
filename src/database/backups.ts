import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { SqliteDatabase } from '../database.ts';
import { DatabaseError } from './errors.ts';
import { timeInName } from './old-copies.ts';

export interface BackupsOptions {
  database: Pick<SqliteDatabase, 'copyTo'>;
  /** The database's own file, by whose size the room is judged. */
  file: string;
  /** Where backups go. */
  folder: string;
  clock: Clock;
}

/** Copies of the database while it is in use. Songs and covers are not part of them. */
export interface Backups {
  /** One at a time. Throws `DatabaseError`. */
  make(): Promise<Backup>;
}

export interface Backup {
  /** Of the file within the folder; it tells the time in UTC. */
  name: string;
  sizeBytes: number;
}

/** A backup was not begun; the message says why, in one line. */
export class BackupError extends DatabaseError {
  override readonly name = 'BackupError';
}

const UNFINISHED = '.unfinished';

/** Left free, so that a backup is never what fills the disk of a bot at work. */
const SPARE_BYTES = 50_000_000;

export function createBackups({ database, file, folder, clock }: BackupsOptions): Backups {
  let isMaking = false;

  const make = async (): Promise<Backup> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeUnfinished(folder);
    await checkRoom(file, folder);
    const name = `coverband-${timeInName(clock.now())}.db`;
    const unfinished = join(folder, name + UNFINISHED);
    const sizeBytes = await database.copyTo(unfinished);
    await rename(unfinished, join(folder, name));
    await syncFolder(folder);
    return { name, sizeBytes };
  };

  return {
    async make() {
      if (isMaking) throw new BackupError('a backup is being made already');
      isMaking = true;
      try {
        return await make();
      } finally {
        isMaking = false;
      }
    },
  };
}

/** What a killed bot has left. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.includes(UNFINISHED));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

async function checkRoom(file: string, folder: string): Promise<void> {
  const [{ size }, { bavail, bsize }] = await Promise.all([stat(file), statfs(folder)]);
  const freeBytes = bavail * bsize;
  if (freeBytes >= size + SPARE_BYTES) return;
  const [needed, free] = [size + SPARE_BYTES, freeBytes].map((bytes) => Math.ceil(bytes / 1_000_000));
  throw new BackupError(`a backup needs ${needed} MB of free disk where DATA_DIR is, and there are ${free} MB`);
}

/** A rename lasts through a power cut only once its folder is on disk, too. Not every system can open a folder. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
}
