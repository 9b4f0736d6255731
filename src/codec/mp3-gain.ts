import { type Mp3Frame, readStream } from './mp3-frame.ts';

/** One step of `global_gain`: a quarter of a doubling. */
export const GAIN_STEP_DB = 20 * Math.log10(2 ** 0.25);

const MOST_GAIN = 255;

/**
 * The same MP3 so many steps louder, or quieter, without decoding it: each granule says by how much its numbers are multiplied, in
 * steps of a quarter of a doubling. Checksums are made right again, and so is what the header of LAME says of the sound.
 * Undefined for a file in which that cannot be done everywhere.
 */
export function gainMp3(bytes: Uint8Array, steps: number): Uint8Array | undefined {
  const stream = readStream(bytes);
  if (!stream) return undefined;
  const [first, ...others] = stream.frames;
  const isHeaderFrame = first !== undefined && tagOf(bytes, first) !== undefined;
  const frames = isHeaderFrame ? others : stream.frames;
  // A slice of a buffer would be the same bytes.
  const gained = new Uint8Array(bytes);
  for (const frame of frames) if (!gainFrame(gained, frame, steps)) return undefined;
  if (isHeaderFrame) mendHeader(bytes, gained, first, stream.end, steps);
  return gained;
}

/** Whether a frame is no sound but what Xing, LAME and Fraunhofer write down in front; with where that begins. */
export function tagOf(bytes: Uint8Array, { at, header }: Mp3Frame): number | undefined {
  const tagAt = at + 4 + header.sideInfoBytes;
  for (const place of [tagAt, tagAt + 2]) {
    if (['Xing', 'Info'].includes(textAt(bytes, place))) return place;
  }
  return textAt(bytes, at + 36) === 'VBRI' ? at + 36 : undefined;
}

function gainFrame(bytes: Uint8Array, { at, header }: Mp3Frame, steps: number): boolean {
  const sideInfoAt = at + (header.hasChecksum ? 6 : 4);
  if (header.hasChecksum && checksumOf(bytes, at, header.sideInfoBytes) !== readShort(bytes, at + 4)) return false;
  const channels = header.isMono ? 1 : 2;
  const granules = header.isMpeg1 ? 2 : 1;
  const granuleBits = header.isMpeg1 ? 59 : 63;
  let bit = sideInfoAt * 8 + headBits(header.isMpeg1, channels);
  for (let part = 0; part < granules * channels; part += 1, bit += granuleBits) {
    // Of nothing there is no more or less.
    if (readBits(bytes, bit, 12) === 0) continue;
    const gain = readBits(bytes, bit + 21, 8) + steps;
    if (gain > MOST_GAIN) return false;
    // At nought it is 2⁻⁵² of what it could be.
    writeByte(bytes, bit + 21, Math.max(0, gain));
  }
  if (header.hasChecksum) writeShort(bytes, at + 4, checksumOf(bytes, at, header.sideInfoBytes));
  return true;
}

/** What stands before the first granule: where the sound begins, private bits, and which scale factors are shared. */
function headBits(isMpeg1: boolean, channels: number): number {
  if (isMpeg1) return channels === 1 ? 9 + 5 + 4 : 9 + 3 + 8;
  return channels === 1 ? 8 + 1 : 8 + 2;
}

/** From the word `LAME` on, or what stands in its place; http://gabriel.mp3-tech.org/mp3infotag.html. */
const LAME_AT = 120;
const PEAK_AT = LAME_AT + 11;
const GAINS_AT = LAME_AT + 15;
const MP3_GAIN_AT = LAME_AT + 25;
const MUSIC_CHECKSUM_AT = LAME_AT + 32;
const TAG_CHECKSUM_AT = LAME_AT + 34;

/** Only where its own checksum is right: then it is LAME's, and everything in it stands where it should. */
function mendHeader(before: Uint8Array, after: Uint8Array, frame: Mp3Frame, end: number, steps: number): void {
  const tagAt = tagOf(before, frame);
  if (tagAt === undefined || frame.bytes < tagAt - frame.at + TAG_CHECKSUM_AT + 2) return;
  const checksumAt = tagAt + TAG_CHECKSUM_AT;
  if (crc16(before.subarray(frame.at, checksumAt)) !== readShort(before, checksumAt)) return;
  // The highest swing and the gains that players should add were those of the sound as it was: none are given now.
  after.fill(0, tagAt + PEAK_AT, tagAt + GAINS_AT + 4);
  after[tagAt + MP3_GAIN_AT] = signed(unsigned(before[tagAt + MP3_GAIN_AT] ?? 0) + steps);
  const musicAt = frame.at + frame.bytes;
  const musicChecksumAt = tagAt + MUSIC_CHECKSUM_AT;
  if (crc16(before.subarray(musicAt, end)) === readShort(before, musicChecksumAt))
    writeShort(after, musicChecksumAt, crc16(after.subarray(musicAt, end)));
  writeShort(after, checksumAt, crc16(after.subarray(frame.at, checksumAt)));
}

/** A sign and seven bits. */
function unsigned(byte: number): number {
  return byte & 128 ? -(byte & 127) : byte;
}

function signed(value: number): number {
  return (value < 0 ? 128 : 0) | Math.min(127, Math.abs(value));
}

/** Over the second half of the header and the side info. */
function checksumOf(bytes: Uint8Array, at: number, sideInfoBytes: number): number {
  let crc = 0xffff;
  const add = (byte: number) => {
    for (let mask = 128; mask > 0; mask >>= 1) {
      const isSet = ((crc >> 15) & 1) !== (byte & mask ? 1 : 0);
      crc = (crc << 1) & 0xffff;
      if (isSet) crc ^= 0x8005;
    }
  };
  bytes.subarray(at + 2, at + 4).forEach(add);
  bytes.subarray(at + 6, at + 6 + sideInfoBytes).forEach(add);
  return crc;
}

/** CRC-16 of the polynomial 0x8005 from its lowest bit on, as LAME takes it for its header; frames take it from the highest. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc >> 8) ^ (CRC_TABLE[(crc ^ byte) & 255] ?? 0);
  return crc;
}

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, index) => {
  let crc = index;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

function readBits(bytes: Uint8Array, bit: number, count: number): number {
  const at = bit >> 3;
  const window = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (window >> (24 - (bit & 7) - count)) & ((1 << count) - 1);
}

function writeByte(bytes: Uint8Array, bit: number, value: number): void {
  const at = bit >> 3;
  const shift = 8 - (bit & 7);
  const window = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const written = (window & ~(255 << shift)) | (value << shift);
  bytes[at] = (written >> 8) & 255;
  if (shift < 8) bytes[at + 1] = written & 255;
}

function readShort(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function writeShort(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 255;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
