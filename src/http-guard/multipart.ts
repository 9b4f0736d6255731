import { randomUUID } from 'node:crypto';

/** A form with one file in it, as browsers send it (RFC 7578). */
export interface MultipartForm {
  fields: Readonly<Record<string, string>>;
  file: { field: string; name: string; contentType: string; content: FileContent };
}

export interface FileContent {
  sizeBytes: number;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface StreamedBody {
  chunks: () => AsyncIterable<Uint8Array>;
  sizeBytes: number;
  contentType?: string;
}

/** The form made as it is sent: the file is read piece by piece. */
export function multipartBody({ fields, file }: MultipartForm): StreamedBody {
  const boundary = `form-${randomUUID()}`;
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const fileHead =
    `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(file.field)}"; filename="${quoted(file.name)}"\r\n` +
    `content-type: ${file.contentType}\r\n\r\n`;
  const before = Buffer.from(texts.join('') + fileHead);
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    sizeBytes: before.length + file.content.sizeBytes + after.length,
    contentType: `multipart/form-data; boundary=${boundary}`,
    async *chunks() {
      yield before;
      yield* file.content.bytes();
      yield after;
    },
  };
}

/** A name may come from a stranger: it must end neither its quotes nor its line. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
