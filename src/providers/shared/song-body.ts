import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { StreamedBody } from '../../http-guard.ts';
import { base64Length, encodeBase64 } from './base64.ts';

export interface SongBodyOptions {
  /** The kept file. */
  path: string;
  /** The JSON value with a text in it that stands for the file in base64. */
  build(base64: string): unknown;
}

/** JSON with a file as base64 in the middle, made as it is sent. Throws when the file is not there. */
export async function songBody({ path, build }: SongBodyOptions): Promise<StreamedBody> {
  const { size } = await stat(path);
  const placeholder = randomUUID();
  const [before = '', after = ''] = JSON.stringify(build(placeholder)).split(placeholder);
  const [head, tail] = [Buffer.from(before), Buffer.from(after)];
  return {
    sizeBytes: head.length + base64Length(size) + tail.length,
    async *chunks() {
      yield head;
      yield* encodeBase64(createReadStream(path));
      yield tail;
    },
  };
}
