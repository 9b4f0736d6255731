/** The number of characters that base64 makes of so many bytes. */
export function base64Length(sizeBytes: number): number {
  return Math.ceil(sizeBytes / 3) * 4;
}

/** Base64 piece by piece, so that a file is sent without being held in memory. */
export async function* encodeBase64(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  // Three bytes make four characters: what does not fill a three waits for the next piece.
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    rest = bytes.subarray(whole);
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  if (rest.length > 0) yield Buffer.from(Buffer.from(rest).toString('base64'), 'latin1');
}
