import { buffer } from 'node:stream/consumers';
import type { Files } from '../../src/store/port.ts';

/** The bytes of a kept file; throws where it is not there. */
export async function bytesOf(files: Pick<Files, 'open'>, file: { hash: string } | undefined): Promise<Buffer> {
  const found = file && (await files.open(file.hash));
  if (!found) throw new Error('it is not kept');
  return buffer(found.bytes());
}
