import { readFile } from 'node:fs/promises';
import type { RawFile } from 'discord.js';
import type { Semaphore } from '../../lib/semaphore.ts';
import type { ViewFile } from '../views/view.ts';
import { fileName } from './file-name.ts';

/** Undefined in place of a file that is gone. */
export type ReadFiles = readonly (RawFile | undefined)[];

/**
 * Reads files from disk and holds their share of the budget until they are sent. Those that hold their data already take
 * nothing of it. Rejects with the signal's reason when that aborts while waiting for room.
 */
export async function withFiles<Result>(
  budget: Semaphore,
  files: readonly ViewFile[],
  signal: AbortSignal,
  send: (read: ReadFiles) => Promise<Result>,
): Promise<Result> {
  const sizeBytes = files.reduce((sum, file) => sum + ('path' in file ? file.sizeBytes : 0), 0);
  // Whoever takes nothing need not stand in line.
  if (sizeBytes === 0) return send(await Promise.all(files.map(readOne)));
  const release = await budget.acquire(signal, sizeBytes);
  try {
    return await send(await Promise.all(files.map(readOne)));
  } finally {
    release();
  }
}

async function readOne(file: ViewFile, index: number): Promise<RawFile | undefined> {
  const { contentType } = file;
  const name = fileName(file.name, index);
  if ('data' in file) return { name, contentType, data: file.data };
  // What went wrong names a path; that it cannot be read is all that anyone needs to know.
  const data = await readFile(file.path).catch(() => undefined);
  return data && { name, contentType, data };
}
