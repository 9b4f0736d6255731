const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** The bare samples of a WAV file, as `pcm` means them: what comes after its header. Undefined for what is no WAV file. */
export function samplesOfWav(file: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  let offset = HEADER_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const sizeBytes = bytes.readUInt32LE(offset + 4);
    const start = offset + CHUNK_HEADER_BYTES;
    if (bytes.toString('latin1', offset, offset + 4) === 'data') return bytes.subarray(start, start + sizeBytes);
    // Chunks begin at even places.
    offset = start + sizeBytes + (sizeBytes % 2);
  }
  return undefined;
}
