import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Written } from './write-counted.ts';

/** Reads a finished file piece by piece; its bytes are on disk when it resolves. */
export async function hashFile(path: string): Promise<Written> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await using file = await open(path, 'r+');
  for await (const piece of file.createReadStream({ autoClose: false })) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  await file.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
}
