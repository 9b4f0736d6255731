import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type { KeptFile } from '../domain/kept-file.ts';
import { FilesAwayError, UserError } from '../errors.ts';
import type { Download } from '../http-guard.ts';
import { isFullDisk } from '../lib/full-disk.ts';
import { createMutex } from '../lib/mutex.ts';
import { adoptFiles } from './files/adopt-files.ts';
import type { BlobName, Blobs, PutOptions } from './files/blobs.ts';
import { createFileRows } from './files/file-rows.ts';
import { createFolderBlobs } from './files/folder-blobs.ts';
import { removeOldFolders } from './files/old-folders.ts';
import { hashFile } from './hash-file.ts';
import type { Files, KeepLimits } from './port.ts';
import { type Written, writeCounted } from './write-counted.ts';

export interface FilesOptions {
  database: Database;
  /** Where files are kept, or, where a bucket keeps them, what is on its way there. */
  folder: string;
  /** In place of the folder. */
  bucket?: Blobs | undefined;
  /**
   * The name of this process among those that share the files: letters and digits. Left out where it has them alone; what is found
   * unfinished at the start is nobody's then.
   */
  sharer?: string | undefined;
  /** `createGuardedFetch(…).download`. */
  download(url: string, toFile: string, limits: KeepLimits): Promise<Download>;
  /** Beyond this, `keep` throws `UserError` `files.full`. */
  maximumTotalBytes?: number;
  /** Asked when there is too little room for so many bytes more, before anything is refused: who knows what is in use may let go of files. */
  makeRoom?: (bytes: number) => Promise<unknown>;
  clock: Clock;
}

const HASH = /^[0-9a-f]{64}$/;

/** Where this process writes what is not whole yet. */
export function unfinishedFolderIn(folder: string, sharer = 'alone'): string {
  return join(folder, 'unfinished', sharer);
}

/**
 * Files named by the SHA-256 of their bytes. What is known of them is in rows, their bytes are in a folder or a bucket, and each
 * step says in its row what it is about to do with the bytes: `FileRows` says why that is safe for several processes.
 */
export function createFiles({
  database,
  folder,
  bucket,
  sharer = '',
  download,
  maximumTotalBytes = Number.POSITIVE_INFINITY,
  makeRoom = async () => undefined,
  clock,
}: FilesOptions): Files {
  const isAlone = sharer === '';
  const unfinishedFolder = unfinishedFolderIn(folder, isAlone ? undefined : sharer);
  if (isAlone) rmSync(join(folder, 'unfinished'), { recursive: true, force: true });
  mkdirSync(unfinishedFolder, { recursive: true });
  const blobs = bucket ?? createFolderBlobs({ folder, unfinishedFolder });
  const rows = createFileRows({ database, sharer, maximumTotalBytes, clock });

  /** Before anything else, and once more where it failed. */
  let begun: Promise<void> | undefined;
  const begin = () => {
    begun ??= start().catch((error: unknown) => {
      begun = undefined;
      throw error;
    });
    return begun;
  };
  const start = async () => {
    if (isAlone) await rows.giveUpComing();
    // To list a bucket takes long; what is found there only has not been asked for yet.
    const adopted = adoptFiles({ blobs, rows, isAlone: isAlone && !bucket, clock });
    if (bucket) void adopted.catch(() => undefined);
    else await adopted;
  };

  /** Of this process: what has just been told of as kept is not removed by who has looked for holders before. */
  const mutex = createMutex();

  const isFullWith = async (moreBytes: number) => (await rows.totalBytes()) + moreBytes > maximumTotalBytes;

  const refuseIfFull = async () => {
    await begin();
    if (!(await isFullWith(1))) return;
    await makeRoom(1);
    if (await isFullWith(1)) throw fullError();
  };

  /** What cannot be deleted now is dying, and deleted later. */
  const bury = async (name: BlobName) => {
    try {
      await blobs.remove(name);
      await rows.bury(name);
    } catch (error) {
      if (!(error instanceof FilesAwayError)) throw error;
    }
  };

  /** Gives a finished file its name. On failure it is left where it is. */
  const commitFile = async (
    path: string,
    { sha256: hash, sizeBytes }: Written,
    onKept: (hash: string) => void = () => undefined,
    options?: PutOptions,
  ): Promise<KeptFile> => {
    for (;;) {
      const reserved = await rows.reserve(hash, sizeBytes);
      if (!reserved) throw fullError();
      const { name, dead } = reserved;
      await blobs.put(name, path, options).catch(async (error: unknown) => {
        if ((await rows.giveUp(name)) && !(error instanceof FilesAwayError)) await bury(name);
        throw error;
      });
      // It may have been removed by another process meanwhile, and is brought as its next generation then.
      if (!(await mutex(() => rows.settle(name, () => onKept(hash))))) continue;
      await blobs.settle(name, path);
      if (dead) await blobs.remove(dead).catch(() => undefined);
      return { hash, sizeBytes };
    }
  };

  const storeFrom = async (
    write: (toFile: string) => Promise<Written>,
    options: PutOptions,
    onKept?: (hash: string) => void,
  ): Promise<KeptFile> => {
    await refuseIfFull();
    const unfinished = join(unfinishedFolder, randomUUID());
    try {
      await mkdir(unfinishedFolder, { recursive: true });
      const written = await write(unfinished);
      if (await isFullWith(written.sizeBytes)) await makeRoom(written.sizeBytes);
      return await commitFile(unfinished, written, onKept, options);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw isFullDisk(error) ? fullError(error) : error;
    }
  };

  const takeOver = async (path: string, onKept?: (hash: string) => void): Promise<KeptFile> => {
    await refuseIfFull();
    const written = await hashFile(path);
    return commitFile(path, written, onKept).catch((error: unknown) => {
      throw isFullDisk(error) ? fullError(error) : error;
    });
  };

  const found = async (hash: string) => {
    if (!HASH.test(hash)) return undefined;
    await begin();
    return rows.use(hash);
  };

  async function* bytesOf(name: BlobName): AsyncGenerator<Uint8Array> {
    const file = await blobs.acquire(name);
    if (!file) throw Object.assign(new Error('a file is not kept any more'), { code: 'ENOENT' });
    try {
      yield* createReadStream(file.path);
    } finally {
      file.release();
    }
  }

  return {
    async put(source) {
      switch (source.kind) {
        case 'url': {
          const { onKept, ...limits } = source.limits;
          return storeFrom((toFile) => download(source.url, toFile, limits), { signal: limits.signal }, onKept);
        }
        case 'bytes':
          // It came in an answer that may have been paid, and is asked for once.
          return storeFrom((toFile) => writeCounted(source.bytes, toFile, source), {
            signal: source.signal,
            isOnlyCopy: true,
          });
        case 'path':
          return takeOver(source.path, source.onKept);
      }
    },
    async has(hash) {
      const file = await found(hash);
      return file !== undefined && (await blobs.has(file.name));
    },
    async open(hash) {
      const file = await found(hash);
      // Brought here before anything is made of it: a paid request must not break off for want of what it sends.
      const local = file && (await blobs.acquire(file.name));
      if (!local) return undefined;
      local.release();
      return { sizeBytes: file.sizeBytes, bytes: () => bytesOf(file.name) };
    },
    async withLocalCopy(hash, use) {
      const file = await found(hash);
      const local = file && (await blobs.acquire(file.name));
      try {
        return await use(local?.path);
      } finally {
        local?.release();
      }
    },
    async link(hash, fileName) {
      const file = await found(hash);
      return file && blobs.link(file.name, fileName);
    },
    async use(hashes) {
      // By what is known of them alone: money is given back also while the folder cannot be read.
      for (const hash of hashes) await rows.use(hash);
    },
    async list() {
      await begin();
      return rows.list();
    },
    async remove(hash, isHeld = async () => false) {
      if (!HASH.test(hash)) return;
      await begin();
      const dying = await mutex(() => rows.kill(hash, isHeld));
      if (dying) await bury(dying);
    },
    async tidy() {
      await begin();
      for (const name of await rows.dying()) await bury(name);
      await rows.forgetGone();
      if (!isAlone) await removeOldFolders(join(folder, 'unfinished'), { except: sharer, clock });
    },
  };
}

function fullError(cause?: unknown): UserError {
  return new UserError({ key: 'files.full', params: {} }, { cause });
}
