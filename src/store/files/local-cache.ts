import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile } from './blobs.ts';

export interface LocalCacheOptions {
  /** Of this process alone. Others may empty it once it has not been used for a day. */
  folder: string;
  /** What is in use stays, whatever there is beside it. */
  maximumBytes: number;
}

interface Entry {
  path: string;
  users: number;
  sizeBytes: number;
  isDoomed: boolean;
  /** False where there are no such bytes. */
  isThere: Promise<boolean>;
}

export type LocalCache = ReturnType<typeof createLocalCache>;

/** Copies of files that are kept elsewhere: one download for all who want the same, and the longest unused go first. */
export function createLocalCache({ folder, maximumBytes }: LocalCacheOptions) {
  /** The longest unused first. */
  const entries = new Map<string, Entry>();
  let count = 0;

  const nextPath = () => {
    count += 1;
    return join(folder, `copy-${count}`);
  };

  const drop = async (key: string, entry: Entry) => {
    if (entries.get(key) === entry) entries.delete(key);
    entry.isDoomed = true;
    if (entry.users === 0) await rm(entry.path, { force: true });
  };

  const evict = async () => {
    let bytes = [...entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [key, entry] of [...entries]) {
      if (bytes <= maximumBytes) return;
      if (entry.users > 0) continue;
      bytes -= entry.sizeBytes;
      await drop(key, entry);
    }
  };

  /** What could not be evicted while it was in use is as soon as it is not. */
  const released = (entry: Entry) => {
    entry.users -= 1;
    void (entry.isDoomed && entry.users === 0 ? rm(entry.path, { force: true }) : evict()).catch(() => undefined);
  };

  const bringing = (key: string, bring: (path: string) => Promise<boolean>): Entry => {
    const entry: Entry = { path: nextPath(), users: 0, sizeBytes: 0, isDoomed: false, isThere: Promise.resolve(false) };
    const brought = async () => {
      await mkdir(folder, { recursive: true });
      if (!(await bring(entry.path))) return false;
      entry.sizeBytes = (await stat(entry.path)).size;
      return true;
    };
    entry.isThere = brought();
    entries.set(key, entry);
    return entry;
  };

  return {
    has: (key: string) => entries.has(key),

    /** The copy, brought where there is none. Undefined where `bring` says that there are no such bytes; what it throws is thrown. */
    async acquire(key: string, bring: (path: string) => Promise<boolean>): Promise<LocalFile | undefined> {
      for (;;) {
        const known = entries.get(key);
        const entry = known ?? bringing(key, bring);
        entries.delete(key);
        entries.set(key, entry);
        entry.users += 1;
        const isThere = await entry.isThere.catch(async (error: unknown) => {
          entry.users -= 1;
          await drop(key, entry);
          throw error;
        });
        if (isThere && (await stat(entry.path).catch(() => undefined))) {
          await evict();
          return { path: entry.path, release: () => released(entry) };
        }
        entry.users -= 1;
        await drop(key, entry);
        if (!isThere || !known) return undefined;
      }
    },

    /** Makes a copy of a file that is not needed where it is any more. */
    async take(key: string, path: string): Promise<void> {
      if (entries.has(key)) return rm(path, { force: true });
      const target = nextPath();
      try {
        await mkdir(folder, { recursive: true });
        await rename(path, target);
        const { size: sizeBytes } = await stat(target);
        if (entries.has(key)) return rm(target, { force: true });
        entries.set(key, { path: target, users: 0, sizeBytes, isDoomed: false, isThere: Promise.resolve(true) });
        await evict();
      } catch {
        // On another disk, say. It can be downloaded.
        await rm(path, { force: true });
      }
    },

    async forget(key: string): Promise<void> {
      const entry = entries.get(key);
      if (entry) await drop(key, entry);
    },
  };
}
