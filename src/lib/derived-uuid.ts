import { createHash } from 'node:crypto';

/**
 * The UUID that follows from a text: always the same, and another for another text. Its 122 bits are of the SHA-256 of the text,
 * and its form is that of version 4 (RFC 9562) for those who take no other; whoever knows the text knows it.
 */
export function derivedUuid(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
