import type { Clock } from '../../clock.ts';
import type { Blob, Blobs } from './blobs.ts';
import type { FileRows } from './file-rows.ts';

/** Taken up in one transaction, during which nothing else has a turn. */
const ADOPTED_AT_ONCE = 100;

/** What was used within the last hour may have been written by who is still at it. */
const SETTLED_MS = 3_600_000;

export interface AdoptFilesOptions {
  blobs: Blobs;
  rows: Pick<FileRows, 'adopt' | 'pagesOfLive' | 'noteLost'>;
  /** Nobody else brings or deletes files meanwhile. */
  isAlone: boolean;
  clock: Clock;
}

/**
 * Brings rows in line with the bytes that are there: files without rows get them, and leftovers of a removal that was cut off go.
 * Where nobody else is at it, rows whose bytes somebody has deleted go as well, unless nothing is there at all, as where a disk is
 * not mounted.
 */
export async function adoptFiles({ blobs, rows, isAlone, clock }: AdoptFilesOptions): Promise<void> {
  const there = new Set<string>();
  let some: Blob[] = [];
  const adoptSome = async () => {
    for (const name of await rows.adopt(some, isAlone)) await blobs.remove(name);
    some = [];
    await clock.yield();
  };
  for await (const blob of blobs.list()) {
    there.add(blob.hash);
    some.push(blob);
    if (some.length === ADOPTED_AT_ONCE) await adoptSome();
  }
  if (some.length > 0) await adoptSome();
  if (!isAlone || there.size === 0) return;
  const settledBefore = clock.now() - SETTLED_MS;
  for await (const page of rows.pagesOfLive()) {
    const missing = page.filter((row) => !there.has(row.hash) && row.used_at < settledBefore);
    for (const row of missing) if (!(await blobs.has(row))) await rows.noteLost(row);
  }
}
