const BITRATES_MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

const HEADER_BYTES = 4;

export interface Mp3Header {
  /** Every second granule of sound is MPEG 1's alone. */
  isMpeg1: boolean;
  isMono: boolean;
  /** Two bytes of checksum stand between header and side info. */
  hasChecksum: boolean;
  /** In kbit/s, by index. */
  bitrates: readonly number[];
  bitrateIndex: number;
  sampleRate: number;
  samplesPerFrame: number;
  sideInfoBytes: number;
  isPadded: boolean;
}

export interface Mp3Frame {
  /** Where it begins. */
  at: number;
  bytes: number;
  header: Mp3Header;
}

/** The frames of an MP3 without what stands around them. */
export interface Mp3Stream {
  frames: Mp3Frame[];
  /** Where the first begins, and the last one ends, which may be cut off. */
  start: number;
  end: number;
}

/** Of a frame that is known to be one. */
export function readHeader(bytes: Uint8Array, at = 0): Mp3Header {
  const [, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + HEADER_BYTES);
  const version = (second >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const isMono = fourth >> 6 === 3;
  const sideInfo = version === 3 ? { mono: 17, stereo: 32 } : { mono: 9, stereo: 17 };
  const rate = [44_100, 48_000, 32_000][(third >> 2) & 3] ?? 44_100;
  return {
    isMpeg1: version === 3,
    isMono,
    hasChecksum: (second & 1) === 0,
    bitrates: version === 3 ? BITRATES_MPEG_1 : BITRATES_MPEG_2,
    bitrateIndex: third >> 4,
    sampleRate: rate / (version === 3 ? 1 : version === 2 ? 2 : 4),
    samplesPerFrame: version === 3 ? 1_152 : 576,
    sideInfoBytes: isMono ? sideInfo.mono : sideInfo.stereo,
    isPadded: (third & 2) !== 0,
  };
}

/** At a bitrate in kbit/s. */
export function frameBytes({ samplesPerFrame, sampleRate, isPadded }: Mp3Header, kbps: number): number {
  return Math.floor((samplesPerFrame * kbps * 125) / sampleRate) + (isPadded ? 1 : 0);
}

/**
 * Frame after frame, where nothing but tags stands before and behind them. Undefined for anything else, such as other layers, frames of free size, and
 * junk in the middle, which decoders step over each in its own way.
 */
export function readStream(bytes: Uint8Array): Mp3Stream | undefined {
  const start = skipTags(bytes);
  const frames: Mp3Frame[] = [];
  let at = start;
  while (isHeader(bytes, at)) {
    const header = readHeader(bytes, at);
    const size = frameBytes(header, header.bitrates[header.bitrateIndex] ?? 0);
    // What is cut off is heard by no decoder, and stays as it is.
    if (at + size > bytes.length) return { frames, start, end: bytes.length };
    frames.push({ at, bytes: size, header });
    at += size;
  }
  return frames.length > 0 && isTail(bytes.subarray(at)) ? { frames, start, end: at } : undefined;
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + HEADER_BYTES);
  const isSync = first === 0xff && second >> 5 === 7;
  const isLayer3 = ((second >> 1) & 3) === 1 && ((second >> 3) & 3) !== 1;
  const bitrateIndex = third >> 4;
  return isSync && isLayer3 && bitrateIndex > 0 && bitrateIndex < 15 && ((third >> 2) & 3) !== 3;
}

const ID3_HEADER_BYTES = 10;

/** ID3v2, of which some files have more than one. */
function skipTags(bytes: Uint8Array): number {
  let at = 0;
  while (textAt(bytes, at, 3) === 'ID3') {
    const [flags = 0, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at + 5, at + ID3_HEADER_BYTES);
    const footer = (flags & 0x10) === 0 ? 0 : ID3_HEADER_BYTES;
    at += ID3_HEADER_BYTES + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127) + footer;
  }
  return at;
}

function isTail(rest: Uint8Array): boolean {
  const isTag = ['TAG', 'APE', 'LYR', 'ID3'].includes(textAt(rest, 0, 3));
  return isTag || rest.length < HEADER_BYTES || rest.every((byte) => byte === 0);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
