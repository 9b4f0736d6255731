import { randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * The place of an open database in the file system. On POSIX a file can be deleted, moved and replaced while it is open:
 * whoever has it open notices nothing and writes on, and the next one to open the path finds another or makes a new one.
 */
export interface Place {
  /** Whether the path still leads to the open file, and the one of its log to the open log. */
  isOurs(): boolean;
  /** Whether the open file has no name any more, so that it is gone with the process. */
  isDeleted(): boolean;
  /** To be called after the connection was closed. */
  release(): void;
}

/**
 * To be called once this process has the lock: whoever closes a handle to a file loses all locks of the process on it
 * (POSIX), so this one stays open for as long as the connection does.
 */
export function holdPlace(file: string): Place {
  const handle = openSync(file, 'r');
  const held = identityOf(fstatSync(handle, { bigint: true }));
  const log = `${file}-wal`;
  const heldLog = identityAt(log);

  return {
    isOurs() {
      try {
        return identityAt(file) === held && identityAt(log) === heldLog;
      } catch {
        // A disk that does not answer says nothing about the file; whoever writes next will know.
        return true;
      }
    },
    isDeleted: () => fstatSync(handle).nlink === 0,
    release: () => closeSync(handle),
  };
}

/** Undefined where nothing is. */
function identityAt(path: string): string | undefined {
  return identityOf(statSync(path, { bigint: true, throwIfNoEntry: false }));
}

function identityOf(stats: BigIntStats | undefined): string | undefined {
  return stats && `${stats.dev}:${stats.ino}`;
}

/**
 * Writes what a deleted file holds into a new one: under its old name where nothing is there by now, else beside it. Returns
 * its path. Throws where the disk does not let it.
 */
export function saveDeleted(connection: DatabaseSync, file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const copy = `${file}.saved-${randomUUID()}`;
  connection.prepare('VACUUM INTO ?').run(copy);
  const handle = openSync(copy, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  if (existsSync(file)) return copy;
  // They belong to the deleted file, and would be taken for those of the new one.
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
  try {
    linkSync(copy, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return copy;
    throw error;
  }
  rmSync(copy);
  return file;
}
