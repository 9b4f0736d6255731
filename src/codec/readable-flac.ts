const STREAM_INFO_BYTES = 34;
/** The marker, the header of the block and the block itself. */
const HEAD_BYTES = 4 + 4 + STREAM_INFO_BYTES;
const RATE_IN_KILOHERTZ = 12;

export function isFlac(bytes: Uint8Array): boolean {
  return bytes.length > 4 && String.fromCharCode(...bytes.subarray(0, 4)) === 'fLaC';
}

export interface ReadableFlac {
  bytes: Uint8Array;
  /** By how much the times that are read from it are too long. */
  slowedBy: number;
}

/**
 * A FLAC for the demuxer: without its comments and pictures, which may lie about their sizes. Frames that give their rate in whole
 * kilohertz, as FFmpeg writes 192, 44 and 12 kHz, are taken by it for frames of that many hertz, so that the header has to say
 * the same.
 */
export function readableFlac(bytes: Uint8Array): ReadableFlac {
  const start = startOfFrames(bytes);
  if (start === undefined || bytes.length < HEAD_BYTES) return { bytes, slowedBy: 1 };
  // A copy: `slice` of a Buffer would be a view.
  const head = Uint8Array.from(bytes.subarray(0, HEAD_BYTES));
  // The only block is the last.
  head[4] = 0x80;
  const isInKilohertz = ((bytes[start + 2] ?? 0) & 15) === RATE_IN_KILOHERTZ;
  const rate = rateOf(head);
  if (isInKilohertz) setRate(head, Math.round(rate / 1_000));
  return { bytes: Buffer.concat([head, bytes.subarray(start)]), slowedBy: isInKilohertz ? 1_000 : 1 };
}

function rateOf(head: Uint8Array): number {
  return ((head[18] ?? 0) << 12) | ((head[19] ?? 0) << 4) | ((head[20] ?? 0) >> 4);
}

function setRate(head: Uint8Array, rate: number): void {
  head[18] = rate >> 12;
  head[19] = (rate >> 4) & 0xff;
  head[20] = ((rate & 15) << 4) | ((head[20] ?? 0) & 15);
}

/** A file whose header says a rate that was slowed, with the true one. */
export function setRateOf(bytes: Uint8Array, slowedBy: number): Uint8Array {
  if (slowedBy !== 1) setRate(bytes, rateOf(bytes) * slowedBy);
  return bytes;
}

/** Behind the last block of metadata. Undefined where their sizes lead out of the file. */
function startOfFrames(bytes: Uint8Array): number | undefined {
  let at = 4;
  for (;;) {
    if (at + 4 > bytes.length) return undefined;
    const isLast = ((bytes[at] ?? 0) & 0x80) !== 0;
    at += 4 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (isLast) return isFrame(bytes, at) ? at : undefined;
  }
}

function isFrame(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xfe) === 0xf8;
}
