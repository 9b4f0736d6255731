import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { FetchError } from '../errors.ts';
import type { FileSource } from './port.ts';

/** What is known of a file once all its bytes have passed. */
export interface Written {
  sha256: string;
  sizeBytes: number;
}

/** The bytes are on disk when it resolves. */
export async function writeCounted(
  bytes: AsyncIterable<Uint8Array>,
  toFile: string,
  { maximumBytes, signal }: Pick<Extract<FileSource, { kind: 'bytes' }>, 'maximumBytes' | 'signal'>,
): Promise<Written> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await using file = await open(toFile, 'wx', 0o600);
  for await (const piece of untilAborted(bytes, signal)) {
    sizeBytes += piece.length;
    if (sizeBytes > maximumBytes) throw new FetchError('tooLarge', 'larger than allowed');
    hash.update(piece);
    await file.appendFile(piece);
  }
  await file.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Throws the signal's reason also while the next piece does not come. */
async function* untilAborted(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  // One promise for each piece: racing all of them against a single one would hold every piece to the end.
  let giveUp: ((reason: unknown) => void) | undefined;
  const abort = () => giveUp?.(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        giveUp = reject;
        pieces.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    const closed = pieces.return?.().catch(() => undefined);
    // Pieces that do not come cannot be closed either.
    if (!signal.aborted) await closed;
  }
}
