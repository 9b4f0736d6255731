import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import type { KeptFile } from '../domain/kept-file.ts';
import { UserError } from '../errors.ts';
import type { Download } from '../http-guard.ts';
import { isFullDisk } from '../lib/full-disk.ts';
import { createMutex } from '../lib/mutex.ts';
import { hashFile } from './hash-file.ts';
import { moveFile } from './move-file.ts';
import type { Files, KeepLimits, KeptFileUse } from './port.ts';
import { type Written, writeCounted } from './write-counted.ts';

export interface FilesOptions {
  folder: string;
  /** `createGuardedFetch(…).download`. */
  download(url: string, toFile: string, limits: KeepLimits): Promise<Download>;
  /** Beyond this, `keep` throws `UserError` `files.full`. */
  maximumTotalBytes?: number;
  /** Asked when there is too little room for so many bytes more, before anything is refused: who knows what is in use may let go of files. */
  makeRoom?: (bytes: number) => Promise<unknown>;
  clock: Clock;
}

const HASH = /^[0-9a-f]{64}$/;

/**
 * Files named by the SHA-256 of their bytes, at `<folder>/<first two digits>/<hash>`; their modification time is their last
 * use. A file appears under its name whole or not at all: it is written beside and then renamed.
 * One process only may use the folder, since what it finds in the folder of unfinished files at the start is removed.
 */
export function createFiles({
  folder,
  download,
  maximumTotalBytes = Number.POSITIVE_INFINITY,
  makeRoom = async () => undefined,
  clock,
}: FilesOptions): Files {
  const unfinishedFolder = join(folder, 'unfinished');
  rmSync(unfinishedFolder, { recursive: true, force: true });
  mkdirSync(unfinishedFolder, { recursive: true });

  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  const touch = (path: string) => utimes(path, clock.now() / 1_000, clock.now() / 1_000);

  /** Counted by looking at the first change, then carried along. */
  let totalBytes: number | undefined;
  const countedBytes = async () => {
    totalBytes ??= (await listFiles(folder)).reduce((sum, file) => sum + file.sizeBytes, 0);
    return totalBytes;
  };

  /** Changes come one after the other: two downloads of the same bytes are counted once, and no room is given twice. */
  const mutex = createMutex();

  const isFullWith = async (moreBytes: number) => (await mutex(countedBytes)) + moreBytes > maximumTotalBytes;

  const refuseIfFull = async () => {
    if (!(await isFullWith(1))) return;
    await makeRoom(1);
    if (await isFullWith(1)) throw fullError();
  };

  /** Gives a finished file its name. On failure it is left where it is. */
  const commitFile = async (
    finished: string,
    { sha256: hash, sizeBytes }: Written,
    onKept?: (hash: string) => void,
  ): Promise<KeptFile> => {
    const path = pathOf(hash);
    const bytes = await countedBytes();
    if (await succeedsIfThere(touch(path))) {
      if (resolve(finished) !== resolve(path)) await rm(finished, { force: true });
      onKept?.(hash);
      return { hash, sizeBytes };
    }
    if (bytes + sizeBytes > maximumTotalBytes) throw fullError();
    await mkdir(dirname(path), { recursive: true });
    await touch(finished);
    await moveFile(finished, path, join(unfinishedFolder, randomUUID()));
    totalBytes = bytes + sizeBytes;
    await syncFolder(dirname(path));
    onKept?.(hash);
    return { hash, sizeBytes };
  };

  const storeFrom = async (
    write: (toFile: string) => Promise<Written>,
    onKept?: (hash: string) => void,
  ): Promise<KeptFile> => {
    await refuseIfFull();
    const unfinished = join(unfinishedFolder, randomUUID());
    try {
      const written = await write(unfinished);
      if (await isFullWith(written.sizeBytes)) await makeRoom(written.sizeBytes);
      return await mutex(() => commitFile(unfinished, written, onKept));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw isFullDisk(error) ? fullError(error) : error;
    }
  };

  const takeOver = async (path: string, onKept?: (hash: string) => void): Promise<KeptFile> => {
    await refuseIfFull();
    const written = await hashFile(path);
    return mutex(() => commitFile(path, written, onKept)).catch((error: unknown) => {
      throw isFullDisk(error) ? fullError(error) : error;
    });
  };

  /** Notes its use as well. */
  const has = async (hash: string) => HASH.test(hash) && (await succeedsIfThere(touch(pathOf(hash))));

  return {
    async put(source) {
      switch (source.kind) {
        case 'url': {
          const { onKept, ...limits } = source.limits;
          return storeFrom((toFile) => download(source.url, toFile, limits), onKept);
        }
        case 'bytes':
          return storeFrom((toFile) => writeCounted(source.bytes, toFile, source));
        case 'path':
          return takeOver(source.path, source.onKept);
      }
    },
    has,
    async open(hash) {
      if (!(await has(hash))) return undefined;
      const { size: sizeBytes } = await stat(pathOf(hash));
      return { sizeBytes, bytes: () => createReadStream(pathOf(hash)) };
    },
    withLocalCopy: async (hash, use) => use((await has(hash)) ? pathOf(hash) : undefined),
    list: () => listFiles(folder),
    async remove(hash, isHeld = async () => false) {
      if (!HASH.test(hash)) return;
      await mutex(async () => {
        if (await isHeld()) return;
        const bytes = await countedBytes();
        const found = await stat(pathOf(hash)).catch(undefinedIfMissing);
        if (!found) return;
        await rm(pathOf(hash));
        totalBytes = bytes - found.size;
      });
    },
  };
}

async function listFiles(folder: string): Promise<KeptFileUse[]> {
  const subfolders = (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const files: KeptFileUse[] = [];
  for (const subfolder of subfolders) {
    for (const hash of await readdir(join(folder, subfolder))) {
      const found = await stat(join(folder, subfolder, hash)).catch(undefinedIfMissing);
      if (found && HASH.test(hash)) files.push({ hash, sizeBytes: found.size, usedAt: Math.round(found.mtimeMs) });
    }
  }
  return files.sort((left, right) => left.usedAt - right.usedAt);
}

/** False when the file is missing. */
async function succeedsIfThere(action: Promise<void>): Promise<boolean> {
  const failure = await action.catch((error: unknown) => ({ error }));
  if (failure) undefinedIfMissing(failure.error);
  return !failure;
}

/** A rename lasts through a power cut only once its folder is on disk, too. Not every system can open a folder. */
async function syncFolder(folder: string): Promise<void> {
  await open(folder)
    .then(async (handle) => {
      await using synced = handle;
      await synced.sync();
    })
    .catch((error: unknown) => {
      if (isFullDisk(error)) throw error;
    });
}

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function fullError(cause?: unknown): UserError {
  return new UserError({ key: 'files.full', params: {} }, { cause });
}
