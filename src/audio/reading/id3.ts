const HEADER_BYTES = 10;

/** Where the ID3v2 tags at the front of a file say that they end; 0 where there is none. */
export function endOfId3(bytes: Uint8Array): number {
  let end = 0;
  while (isId3(bytes, end)) {
    const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + ((bytes[end + index] ?? 0) & 0x7f), 0);
    const hasFooter = ((bytes[end + 5] ?? 0) & 0x10) !== 0;
    end += HEADER_BYTES + size + (hasFooter ? HEADER_BYTES : 0);
  }
  return end;
}

function isId3(bytes: Uint8Array, at: number): boolean {
  return at + HEADER_BYTES <= bytes.length && bytes[at] === 0x49 && bytes[at + 1] === 0x44 && bytes[at + 2] === 0x33;
}
