const HEADER_BYTES = 27;
const CAPTURE_PATTERN = 0x4f_67_67_53; // 'OggS'
const FIRST_PAGE = 2;

/** A whole page: its own bytes, and where they stand. */
interface Page {
  at: number;
  end: number;
  isFirst: boolean;
}

export function isOgg(bytes: Uint8Array): boolean {
  return isPage(bytes, 0);
}

export interface OggPages {
  /** The file without what lies between its pages and without an incomplete one at its end; the same bytes where all is well. */
  bytes: Uint8Array;
  /** Songs one after the other, each with headers of its own, as radio programs write them. */
  links: Uint8Array[];
}

/** What can be read of an Ogg file: a tagger that wrote a shorter comment in place leaves zeros, a cut a part of a page. */
export function readOggPages(bytes: Uint8Array): OggPages {
  const pages = [...pagesOf(bytes)];
  const isWhole = pages.reduce((end, page) => (page.at === end ? page.end : -1), 0) === bytes.length;
  const mended = isWhole ? bytes : Buffer.concat(pages.map(({ at, end }) => bytes.subarray(at, end)));
  const starts: number[] = [];
  let at = 0;
  let wasFirst = false;
  for (const page of pages) {
    if (page.isFirst && !wasFirst) starts.push(at);
    wasFirst = page.isFirst;
    at += page.end - page.at;
  }
  const links = starts.map((start, index) => mended.subarray(start, starts[index + 1] ?? mended.length));
  return { bytes: mended, links };
}

/** Hours of the smallest pages; a file of nothing but empty ones has millions. */
const MAXIMUM_PAGES = 500_000;

function* pagesOf(bytes: Uint8Array): Generator<Page> {
  let at = 0;
  let count = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    if (!isPage(bytes, at)) {
      at = nextCapture(bytes, at + 1);
      continue;
    }
    const segments = bytes[at + 26] ?? 0;
    const table = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segments);
    const end = at + HEADER_BYTES + segments + table.reduce((sum, size) => sum + size, 0);
    if (end > bytes.length) return;
    count += 1;
    if (count > MAXIMUM_PAGES) throw new Error('too many pages for a song');
    yield { at, end, isFirst: ((bytes[at + 5] ?? 0) & FIRST_PAGE) !== 0 };
    at = end;
  }
}

function nextCapture(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0x4f, from);
  while (at !== -1 && !isPage(bytes, at)) at = bytes.indexOf(0x4f, at + 1);
  return at === -1 ? bytes.length : at;
}

function isPage(bytes: Uint8Array, at: number): boolean {
  if (at + HEADER_BYTES > bytes.length) return false;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 5).getUint32(0) === CAPTURE_PATTERN && bytes[at + 4] === 0;
}

/** Packets in their order, whichever stream they belong to. */
export function* oggPackets(bytes: Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  for (const { at: page } of pagesOf(bytes)) {
    const segments = bytes[page + 26] ?? 0;
    let at = page + HEADER_BYTES + segments;
    for (const size of bytes.subarray(page + HEADER_BYTES, page + HEADER_BYTES + segments)) {
      parts.push(bytes.subarray(at, at + size));
      at += size;
      if (size === 255) continue;
      yield Buffer.concat(parts);
      parts = [];
    }
  }
}

/** What the first packet of the first stream says that it is: `\x01vorbis`, `OpusHead`, `\x7fFLAC`, `Speex   `, `\x80theora`. */
export function oggSignature(bytes: Uint8Array): string {
  const start = HEADER_BYTES + (bytes[26] ?? 0);
  return String.fromCharCode(...bytes.subarray(start, start + 8));
}
