/** The samples of a WAV file without their header: 16 bit, little-endian, as MiniMax means `pcm`. */
export function rawSamples(wav: Uint8Array): Uint8Array {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const sizeBytes = bytes.readUInt32LE(offset + 4);
    const start = offset + 8;
    if (bytes.toString('latin1', offset, offset + 4) === 'data') return wav.subarray(start, start + sizeBytes);
    // Chunks begin at even places.
    offset = start + sizeBytes + (sizeBytes % 2);
  }
  throw new Error('a WAV file without samples');
}
