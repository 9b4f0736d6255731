import { PassThrough, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { FetchError } from '../errors.ts';

export type AnswerHeaders = Dispatcher.ResponseData['headers'];

/** 8 MiB, the most that a frame on the web may ask for (RFC 9659); otherwise 16 bytes could ask for 128 MiB of memory. */
const ZSTD_WINDOW_LOG = 23;

/** Asked for plain bytes, a server may still compress them. The zlib streams also refuse what ends too early. */
export function decoderFor(headers: AnswerHeaders): Transform {
  switch (encodingOf(headers)) {
    case 'identity':
      return new PassThrough();
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } });
    default:
      throw new FetchError('failed', 'an unknown content encoding');
  }
}

export function encodingOf(headers: AnswerHeaders): string {
  return headerText(headers['content-encoding'])?.trim().toLowerCase() || 'identity';
}

/** A date is measured against the server's own clock where it shows it, since ours may differ. */
export function parseRetryAfter(headers: AnswerHeaders): number | undefined {
  const value = headerText(headers['retry-after'])?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const serverNow = Date.parse(headerText(headers.date) ?? '');
  return Math.max(0, until - (Number.isNaN(serverNow) ? Date.now() : serverNow));
}

export function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Drops an answer with its connection: reading on would let a server send for as long as it likes. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}
