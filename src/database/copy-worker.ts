import { type FileHandle, open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { type DatabaseTrouble, troubleOf } from './errors.ts';

export interface CopyTask {
  from: string;
  to: string;
}

export type CopyAnswer =
  | { kind: 'copied'; sizeBytes: number }
  /** The reason is for the log. */
  | { kind: 'failed'; trouble: DatabaseTrouble | undefined; reason: string };

const PIECE_BYTES = 1024 * 1024;

/** Written pieces are brought to disk as they come: in one go at the end, the bot's next commit would wait for all of them. */
const BYTES_PER_SYNC = 4 * PIECE_BYTES;

/** A copy is worth something only while the bot that asked for it lives and keeps the file still. */
process.on('disconnect', () => process.exit(1));

process.once('message', async ({ from, to }: CopyTask) => {
  const answer = await copyBytes(from, to).then((sizeBytes) => check(to, sizeBytes), failure);
  process.send?.(answer, () => process.disconnect());
});

async function copyBytes(from: string, to: string): Promise<number> {
  await using source = await open(from, 'r');
  await using target = await open(to, 'wx', 0o600);
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let sizeBytes = 0;
  let syncedBytes = 0;
  for (;;) {
    const { bytesRead } = await source.read(piece, 0, piece.length, null);
    if (bytesRead === 0) break;
    await target.appendFile(piece.subarray(0, bytesRead));
    sizeBytes += bytesRead;
    if (sizeBytes - syncedBytes >= BYTES_PER_SYNC) syncedBytes = await synced(target, sizeBytes);
  }
  return synced(target, sizeBytes);
}

async function synced(file: FileHandle, sizeBytes: number): Promise<number> {
  await file.datasync();
  return sizeBytes;
}

/** Also turns the copy into one file that needs no other beside it. */
function check(path: string, sizeBytes: number): CopyAnswer {
  try {
    using copy = new DatabaseSync(path);
    copy.exec('PRAGMA journal_mode = DELETE');
    const found = copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
    return found === 'ok' ? { kind: 'copied', sizeBytes } : { kind: 'failed', trouble: 'damaged', reason: 'not sound' };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): CopyAnswer {
  const trouble = troubleOf(error);
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return { kind: 'failed', trouble: trouble === 'inUse' ? undefined : trouble, reason };
}
