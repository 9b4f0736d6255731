import { copyFile, open, rename, rm, stat, utimes } from 'node:fs/promises';

/**
 * Gives a file another name, also on another disk, where it is copied to `beside` first: a name that stands on the same disk
 * as the new one. The new name has the whole file or there is none; on failure the file is left under its old name.
 */
export async function moveFile(from: string, to: string, beside: string): Promise<void> {
  try {
    return await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
  }
  try {
    await copyFile(from, beside);
    const { atime, mtime } = await stat(from);
    await utimes(beside, atime, mtime);
    await using copy = await open(beside, 'r+');
    await copy.sync();
    await rename(beside, to);
  } finally {
    await rm(beside, { force: true });
  }
  await rm(from);
}
