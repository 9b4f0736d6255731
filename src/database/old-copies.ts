import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A moment as it stands in the name of a file: without the characters that not every system takes there. */
export function timeInName(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
}

/** Beside a database, what it was before a backup was put in its place. */
export function nameOfCopyBefore(file: string, atMs: number): string {
  return `${file}.before-${timeInName(atMs)}`;
}

const COPY = /\.before-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z(?:-wal)?$/;

/**
 * Removes databases that were kept when a backup was put back, where that was before a time: what members have deleted since is
 * still in them. Returns how many files went.
 */
export async function removeOldCopies(file: string, before: number): Promise<number> {
  const folder = dirname(file);
  const names = await readdir(folder);
  const old = names.filter((name) => {
    const [, day, hour, minute, second, ms] = COPY.exec(name) ?? [];
    const isCopy = name.startsWith(`${basename(file)}.before-`) && day !== undefined;
    return isCopy && Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`) < before;
  });
  for (const name of old) await rm(join(folder, name), { force: true });
  return old.length;
}
