/** Of a frame's header, whose first four bytes are always there. */
const NUMBER_AT = 4;

/**
 * Frames of FLAC say which they are, and players take that for where they are: of the frames that it is given one after the other,
 * the first becomes the first. What is no frame stays as it is.
 */
export function createFlacRenumbering(): (frame: Uint8Array) => Uint8Array {
  let first: number | undefined;
  return (frame) => {
    const read = readNumber(frame);
    if (!read || frame.length < NUMBER_AT + read.bytes + 4) return frame;
    first ??= read.number;
    const number = writeNumber(Math.max(0, read.number - first));
    const headerEnd = NUMBER_AT + read.bytes + sizesBytes(frame);
    const header = Buffer.concat([
      frame.subarray(0, NUMBER_AT),
      number,
      frame.subarray(NUMBER_AT + read.bytes, headerEnd),
    ]);
    const checked = Buffer.concat([header, Buffer.from([crc8(header)]), frame.subarray(headerEnd + 1, -2)]);
    const sum = crc16(checked);
    return Buffer.concat([checked, Buffer.from([sum >> 8, sum & 0xff])]);
  };
}

/** As UTF-8 has its characters, but up to seven bytes. */
function readNumber(frame: Uint8Array): { number: number; bytes: number } | undefined {
  const lead = frame[NUMBER_AT] ?? 0;
  if (lead < 0x80) return { number: lead, bytes: 1 };
  const bytes = Math.clz32(~(lead << 24));
  if (bytes < 2 || bytes > 7) return undefined;
  let number = lead & (0x7f >> bytes);
  for (const byte of frame.subarray(NUMBER_AT + 1, NUMBER_AT + bytes)) number = number * 64 + (byte & 0x3f);
  return { number, bytes };
}

function writeNumber(number: number): Uint8Array {
  if (number < 0x80) return Uint8Array.of(number);
  let count = 2;
  while (number >= 2 ** (5 * count + 1)) count += 1;
  const bytes = new Uint8Array(count);
  let rest = number;
  for (let index = count - 1; index > 0; index--) {
    bytes[index] = 0x80 | (rest % 64);
    rest = Math.floor(rest / 64);
  }
  bytes[0] = ((0xff00 >> count) & 0xff) | rest;
  return bytes;
}

/** What of block size and rate stands behind the number. */
function sizesBytes(frame: Uint8Array): number {
  const [size, rate] = [(frame[2] ?? 0) >> 4, (frame[2] ?? 0) & 15];
  const sizeBytes = size === 6 ? 1 : size === 7 ? 2 : 0;
  const rateBytes = rate === 12 ? 1 : rate === 13 || rate === 14 ? 2 : 0;
  return sizeBytes + rateBytes;
}

const CRC8 = tableOf(8, 0x07);
const CRC16 = tableOf(16, 0x8005);

function tableOf(bits: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = (value & top) === 0 ? value << 1 : (value << 1) ^ polynomial;
    return value & (2 ** bits - 1);
  });
}

function crc8(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = CRC8[sum ^ byte] ?? 0;
  return sum;
}

function crc16(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) & 0xffff) ^ (CRC16[(sum >> 8) ^ byte] ?? 0);
  return sum;
}
