import type { Clock } from '../../src/clock.ts';

/** Between two turns of the event loop, so that much data does not hold it up. */
const PIECE_BYTES = 500_000;

/**
 * Data as JSON that people can read; undefined where it has more bytes than this. The lists of an object are written entry by
 * entry, with room for other work in between.
 */
export async function jsonWithin(
  data: unknown,
  maximumBytes: number,
  clock: Pick<Clock, 'yield'>,
): Promise<string | undefined> {
  const pieces: string[] = [];
  let sizeBytes = 0;
  let freshBytes = 0;
  for (const piece of piecesOf(data)) {
    const pieceBytes = Buffer.byteLength(piece);
    sizeBytes += pieceBytes;
    freshBytes += pieceBytes;
    if (sizeBytes > maximumBytes) return undefined;
    pieces.push(piece);
    if (freshBytes < PIECE_BYTES) continue;
    freshBytes = 0;
    await clock.yield();
  }
  return pieces.join('');
}

function* piecesOf(data: unknown): Generator<string> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return yield written(data);
  let opening = '{\n';
  for (const [key, value] of Object.entries(data)) {
    yield `${opening}${JSON.stringify(key)}: `;
    opening = ',\n';
    if (Array.isArray(value)) yield* listPieces(value);
    else yield written(value);
  }
  yield opening === '{\n' ? '{}\n' : '\n}\n';
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let opening = '[\n';
  for (const entry of list) {
    yield opening + written(entry);
    opening = ',\n';
  }
  yield opening === '[\n' ? '[]' : '\n]';
}

function written(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'null';
}
