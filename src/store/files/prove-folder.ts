import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../database.ts';
import { StartError } from '../../errors.ts';
import { createKeyvStore } from '../keyv-store.ts';

export interface ProveFolderOptions {
  folder: string;
  database: Database;
  /** Whether other processes, perhaps on other machines, have the same database, and must see the same folder. */
  isShared: boolean;
  newId(): string;
}

/** In the folder of files; what is in it is on record in the database as well. */
export const MARKER = '.coverband-folder';

const KEY = 'marker';

/**
 * Makes sure that the folder is the one of this database: a disk that is not mounted, or another one, would take files that no
 * other process ever finds. Throws `StartError` where it is not. Who has the database alone may move the folder and put
 * backups back as they like, and has the marker follow.
 */
export async function proveFolder(options: ProveFolderOptions): Promise<void> {
  const { folder, database, isShared } = options;
  const store = createKeyvStore({ database, namespace: 'files-folder' });
  const path = join(folder, MARKER);
  const known = await store.get(KEY);
  const found = await read(path);
  if (known !== undefined && found === known) return;
  if (known === undefined) {
    const value = found ?? (await begin(options, path));
    // Of several that start at once, the first one has its folder proven.
    const { after } = await store.update(KEY, (now) => (now === undefined ? value : undefined));
    if (after === value) return;
  }
  const expected = String(known ?? (await store.get(KEY)));
  if (isShared) throw new StartError(refusalOf(folder, path, expected, (await read(path)) !== undefined));
  await write(options, expected, (beside) => rename(beside, path));
}

/** What is in a new marker, or in the one that somebody else has just begun. */
async function begin(options: ProveFolderOptions, path: string): Promise<string> {
  const value = options.newId();
  try {
    await write(options, value, (beside) => link(beside, path));
    return value;
  } catch (error) {
    const theirs = await read(path);
    if (theirs === undefined) throw error;
    return theirs;
  }
}

/** It appears whole or not at all. */
async function write(
  { folder, newId }: Pick<ProveFolderOptions, 'folder' | 'newId'>,
  value: string,
  give: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = join(folder, `${MARKER}.${newId()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(beside, value, { flag: 'wx', mode: 0o600, flush: true });
    await give(beside);
  } finally {
    await rm(beside, { force: true });
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function refusalOf(folder: string, path: string, expected: string, isThere: boolean): string {
  const what = isThere ? 'belongs to another database' : 'is not the one that the other processes keep files in';
  return `the folder of files (${folder}) ${what}: mount the shared folder there, or set FILES_URL; where its files are lost for good, write ${expected} into ${path}`;
}
