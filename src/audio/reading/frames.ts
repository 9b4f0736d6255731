/** One frame of a stream that has no container: MP3, or AAC with ADTS headers. */
export interface Frame {
  sizeBytes: number;
  samples: number;
  sampleRate: number;
  /** What stays the same in all frames of a stream: a false header hardly ever has it three times. */
  kind: number;
  /** Bytes of its own header before the sound, where a container leaves that out. */
  headerBytes: number;
}

export type ReadFrame = (bytes: Uint8Array, at: number) => Frame | undefined;

const KBPS = {
  first: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  second: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;
const DIVISORS: Readonly<Record<number, number>> = { 3: 1, 2: 2, 0: 4 };

/** MPEG-1, 2 and 2.5, layer III. */
export const readMp3Frame: ReadFrame = (bytes, at) => {
  const [second = 0, third = 0, fourth = 0] = [bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (bytes[at] !== 0xff || (second & 0xe6) !== 0xe2 || at + 4 > bytes.length) return undefined;
  const version = (second >> 3) & 3;
  const divisor = DIVISORS[version];
  const kbps = (divisor === 1 ? KBPS.first : KBPS.second)[third >> 4];
  const base = SAMPLE_RATES[(third >> 2) & 3];
  if (!divisor || !kbps || !base || (fourth & 3) === 2) return undefined;
  const sampleRate = base / divisor;
  const samples = divisor === 1 ? 1_152 : 576;
  const sizeBytes = Math.floor(((samples / 8) * kbps * 1_000) / sampleRate) + ((third >> 1) & 1);
  return { sizeBytes, samples, sampleRate, kind: (version << 2) | ((third >> 2) & 3), headerBytes: 0 };
};

const AAC_SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
] as const;

export const readAdtsFrame: ReadFrame = (bytes, at) => {
  const [second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh = 0] = bytes.subarray(at + 1, at + 7);
  if (bytes[at] !== 0xff || (second & 0xf6) !== 0xf0 || at + 7 > bytes.length) return undefined;
  const index = (third >> 2) & 15;
  const sampleRate = AAC_SAMPLE_RATES[index];
  const sizeBytes = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
  const headerBytes = (second & 1) === 1 ? 7 : 9;
  // A frame that has nothing in it is no sound, however many of them there are.
  if (!sampleRate || sizeBytes <= headerBytes) return undefined;
  const channels = ((third & 1) << 2) | (fourth >> 6);
  return { sizeBytes, samples: 1_024 * ((seventh & 3) + 1), sampleRate, kind: (index << 3) | channels, headerBytes };
};

/** A rip or a cut leaves a part of one frame; a tag with a wrong size, some of its pictures. */
const SEARCHED_BYTES = 65_536;
const FRAMES_IN_A_ROW = 3;

/** Where the first of three like frames in a row begins, within 64 KiB from `from`. Undefined where there are none. */
export function findFrames(bytes: Uint8Array, read: ReadFrame, from = 0): number | undefined {
  const last = Math.min(bytes.length, from + SEARCHED_BYTES);
  for (let at = from; at < last; at++) {
    if (bytes[at] === 0xff && isRow(bytes, read, at)) return at;
  }
  return undefined;
}

/** Fewer do where the file ends with them. */
function isRow(bytes: Uint8Array, read: ReadFrame, at: number, wanted = FRAMES_IN_A_ROW): boolean {
  const first = read(bytes, at);
  let next = at;
  for (let count = 0; count < wanted; count++) {
    const frame = read(bytes, next);
    if (!frame || !first || frame.kind !== first.kind) return false;
    next += frame.sizeBytes;
    if (next === bytes.length) return true;
  }
  return true;
}

/** What lies between two frames that are no neighbours: beyond that, nothing is looked for any more. */
const LARGEST_HOLE_BYTES = 1_000_000;

/** All frames from `from` on, with where each begins; what is broken in between is left out. */
export function* framesFrom(bytes: Uint8Array, read: ReadFrame, from: number): Generator<Frame & { at: number }> {
  let at = from;
  for (;;) {
    const frame = read(bytes, at);
    if (frame && at + frame.sizeBytes <= bytes.length) {
      yield { ...frame, at };
      at += frame.sizeBytes;
      continue;
    }
    const next = nextRow(bytes, read, at + 1);
    if (next === undefined) return;
    at = next;
  }
}

function nextRow(bytes: Uint8Array, read: ReadFrame, from: number): number | undefined {
  const last = Math.min(bytes.length, from + LARGEST_HOLE_BYTES);
  for (let at = from; at < last; at++) {
    if (bytes[at] === 0xff && isRow(bytes, read, at)) return at;
  }
  return undefined;
}
