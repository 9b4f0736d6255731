const HEADER_BYTES = 27;
const CAPTURE_PATTERN = 0x4f_67_67_53; // 'OggS'

/** An Ogg file without the incomplete page at its end, which a cut-off download leaves and no demuxer forgives. */
export function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  while (end + HEADER_BYTES <= bytes.length && view.getUint32(end) === CAPTURE_PATTERN) {
    const segments = view.getUint8(end + 26);
    const table = bytes.subarray(end + HEADER_BYTES, end + HEADER_BYTES + segments);
    const next = end + HEADER_BYTES + segments + table.reduce((sum, size) => sum + size, 0);
    if (next > bytes.length) return bytes.subarray(0, end);
    end = next;
  }
  return bytes;
}
