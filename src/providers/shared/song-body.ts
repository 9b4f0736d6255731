import type { StreamedBody } from '../../http-guard.ts';
import type { OpenFile } from '../../store/port.ts';
import { base64Length, encodeBase64 } from './base64.ts';

export interface SongBodyOptions {
  file: OpenFile;
  /** The JSON value with a text in it that stands for the file in base64. */
  build(base64: string): unknown;
}

/** JSON with a file as base64 in the middle, made as it is sent. */
export function songBody({ file, build }: SongBodyOptions): StreamedBody {
  const placeholder = absentFrom(JSON.stringify(build('')));
  const [before = '', after = ''] = JSON.stringify(build(placeholder)).split(placeholder);
  const [head, tail] = [Buffer.from(before), Buffer.from(after)];
  return {
    sizeBytes: head.length + base64Length(file.sizeBytes) + tail.length,
    async *chunks() {
      yield head;
      yield* encodeBase64(file.bytes());
      yield tail;
    },
  };
}

/** A text that does not stand in another one, so that what members wrote is never taken for it. */
function absentFrom(text: string): string {
  let number = 0;
  while (text.includes(`song-${number}`)) number += 1;
  return `song-${number}`;
}
