import { fourLetters } from './wave.ts';

/** What an encoder says in the first frame of an MP3, which holds no sound then. */
export interface XingFrame {
  /** Samples at both ends that the encoder added, and players leave out. */
  padding: number;
}

const HAS_FRAMES = 1;
const HAS_BYTES = 2;
const HAS_TABLE = 4;
const HAS_QUALITY = 8;
/** Of the part that LAME began to write, and FFmpeg writes too. */
const PADDING_AT = 21;

/** Undefined for a frame of sound. */
export function readXingFrame(frame: Uint8Array): XingFrame | undefined {
  const isFirstVersion = ((frame[1] ?? 0) & 0x08) !== 0;
  const isMono = ((frame[3] ?? 0) & 0xc0) === 0xc0;
  const sideBytes = isFirstVersion ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const at = 4 + sideBytes;
  if (!['Xing', 'Info'].includes(fourLetters(frame, at))) return undefined;
  const flags = frame[at + 7] ?? 0;
  const has = (flag: number, bytes: number) => ((flags & flag) === 0 ? 0 : bytes);
  const lame = at + 8 + has(HAS_FRAMES, 4) + has(HAS_BYTES, 4) + has(HAS_TABLE, 100) + has(HAS_QUALITY, 4);
  if (!['LAME', 'Lavf', 'Lavc'].includes(fourLetters(frame, lame))) return { padding: 0 };
  const [first = 0, middle = 0, last = 0] = frame.subarray(lame + PADDING_AT, lame + PADDING_AT + 3);
  return { padding: ((first << 4) | (middle >> 4)) + (((middle & 15) << 8) | last) };
}
