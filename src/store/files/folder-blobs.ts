import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isFullDisk } from '../../lib/full-disk.ts';
import { type Blobs, keyOf, nameOf } from './blobs.ts';

export interface FolderBlobsOptions {
  folder: string;
  /** On the same disk, and nobody else's: where a file is written before it gets its name. */
  unfinishedFolder: string;
}

/** Two hexadecimal digits. */
const SUBFOLDER = /^[0-9a-f]{2}$/;

/** Another disk, or one that knows no second names. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Files at `<folder>/<first two digits>/<hash>`, on this machine or on a disk that several share. */
export function createFolderBlobs({ folder, unfinishedFolder }: FolderBlobsOptions): Blobs {
  let copies = 0;
  const pathOf = (name: Parameters<Blobs['has']>[0]) => join(folder, keyOf(name));
  const isThere = async (path: string) => (await stat(path).catch(undefinedIfMissing)) !== undefined;

  return {
    async put(name, path) {
      const target = pathOf(name);
      if (await isThere(target)) return;
      await mkdir(dirname(target), { recursive: true });
      try {
        await link(path, target);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return;
        if (!NO_LINKS.has(codeOf(error))) throw error;
        copies += 1;
        await copyBeside(path, join(unfinishedFolder, `copy-${copies}`), target);
      }
      await syncFolder(dirname(target));
    },
    async settle(_name, path) {
      const isOwn = dirname(dirname(resolve(path))) === resolve(folder) && !resolve(path).startsWith(unfinishedFolder);
      if (!isOwn) await rm(path, { force: true });
    },
    has: (name) => isThere(pathOf(name)),
    async acquire(name) {
      const path = pathOf(name);
      return (await isThere(path)) ? { path, release() {} } : undefined;
    },
    // Nobody but this machine gets at it.
    link: async () => undefined,
    remove: (name) => rm(pathOf(name), { force: true }),
    async *list() {
      const subfolders = ((await readdir(folder).catch(undefinedIfMissing)) ?? []).filter((it) => SUBFOLDER.test(it));
      for (const subfolder of subfolders) {
        const entries = await readdir(join(folder, subfolder));
        const names = entries.map((entry) => nameOf(`${subfolder}/${entry}`)).filter((name) => name !== undefined);
        const found = await Promise.all(names.map((name) => stat(pathOf(name)).catch(undefinedIfMissing)));
        for (const [index, name] of names.entries()) {
          const file = found[index];
          if (file) yield { ...name, sizeBytes: file.size, modifiedAt: Math.round(file.mtimeMs) };
        }
      }
    },
  };
}

async function copyBeside(from: string, beside: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(beside), { recursive: true });
    await copyFile(from, beside);
    await using copy = await open(beside, 'r+');
    await copy.sync();
    await rename(beside, to);
  } finally {
    await rm(beside, { force: true });
  }
}

/** A new name lasts through a power cut only once its folder is on disk, too. Not every system can open a folder. */
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
