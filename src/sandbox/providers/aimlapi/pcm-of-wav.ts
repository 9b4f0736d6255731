const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** The bare samples of a WAV file, as `format: pcm` wants them; what is no WAV file is returned as it is. */
export function pcmOfWav(file: Uint8Array): Uint8Array {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') return file;
  let offset = HEADER_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const sizeBytes = bytes.readUInt32LE(offset + 4);
    const start = offset + CHUNK_HEADER_BYTES;
    if (bytes.toString('latin1', offset, offset + 4) === 'data') return bytes.subarray(start, start + sizeBytes);
    // Chunks begin at even places.
    offset = start + sizeBytes + (sizeBytes % 2);
  }
  return file;
}
