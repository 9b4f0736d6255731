/** The parts of a WAV file that are its sound. */
export interface Wave {
  /** The `fmt ` chunk as it stands in the file. */
  format: Uint8Array;
  /** What the samples are: 1 for integers, 3 for floats, 85 for MP3; of an extensible header, what it stands for. */
  tag: number;
  channels: number;
  sampleRate: number;
  bitsPerSample: number;
  blockBytes: number;
  data: Uint8Array;
  /** Its sizes are what is in the file, so that any reader finds the same. */
  isSound: boolean;
}

const EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 12;
/** More than any program writes; a file of nothing but empty chunks has millions. */
const MAXIMUM_CHUNKS = 10_000;
/** Programs that write to a pipe cannot know sizes, and put one of several huge numbers there. */
const LARGEST_CREDIBLE_SIZE = 0x7fff0000;

export function isWave(bytes: Uint8Array): boolean {
  return ['RIFF', 'RF64'].includes(fourLetters(bytes, 0)) && fourLetters(bytes, 8) === 'WAVE';
}

/**
 * Reads a WAV whose sizes may be zero, huge or wrong. Undefined where there is no `fmt ` chunk, or no samples behind it.
 */
export function readWave(bytes: Uint8Array): Wave | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const riffSize = view.getUint32(4, true);
  const isLarge = fourLetters(bytes, 0) === 'RF64';
  let format: Uint8Array | undefined;
  let at = HEADER_BYTES;
  for (let chunks = 0; at + 8 <= bytes.length && chunks < MAXIMUM_CHUNKS; chunks++) {
    const name = fourLetters(bytes, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name === 'fmt ') format = bytes.subarray(start, start + size);
    if (name === 'data') {
      const isKnown = size > 0 && size <= LARGEST_CREDIBLE_SIZE && start + size <= bytes.length;
      const isSound = isKnown && !isLarge && riffSize >= size && riffSize <= LARGEST_CREDIBLE_SIZE;
      return waveOf(
        format,
        bytes.subarray(start, isKnown ? start + size : largeEnd(view, bytes, isLarge, start)),
        isSound,
      );
    }
    at = start + size + (size % 2);
  }
  return undefined;
}

/** RF64 has the size of its samples in a chunk before all others. */
function largeEnd(view: DataView, bytes: Uint8Array, isLarge: boolean, start: number): number {
  if (!isLarge || fourLetters(bytes, HEADER_BYTES) !== 'ds64' || bytes.length < 36) return bytes.length;
  const size = Number(view.getBigUint64(28, true));
  return size > 0 ? Math.min(bytes.length, start + size) : bytes.length;
}

function waveOf(format: Uint8Array | undefined, data: Uint8Array, isSound: boolean): Wave | undefined {
  if (!format || format.length < 16) return undefined;
  const view = new DataView(format.buffer, format.byteOffset, format.byteLength);
  const plain = view.getUint16(0, true);
  const tag = plain === EXTENSIBLE && format.length >= 26 ? view.getUint16(24, true) : plain;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockBytes = view.getUint16(12, true);
  if (channels === 0 || sampleRate === 0 || blockBytes === 0) return undefined;
  const whole = data.subarray(0, data.length - (data.length % blockBytes));
  return {
    format,
    tag,
    channels,
    sampleRate,
    blockBytes,
    bitsPerSample: view.getUint16(14, true),
    data: whole,
    isSound,
  };
}

/** A WAV of these samples and nothing else. */
export function writeWave(format: Uint8Array, data: Uint8Array): Uint8Array {
  const { wave, data: room } = blankWave(format, data.length);
  room.set(data);
  return wave;
}

/** A WAV of silence in which samples are to be filled in. */
export function blankWave(format: Uint8Array, sizeBytes: number): { wave: Uint8Array; data: Uint8Array } {
  const start = HEADER_BYTES + 8 + format.length + (format.length % 2) + 8;
  const wave = new Uint8Array(start + sizeBytes + (sizeBytes % 2));
  const view = new DataView(wave.buffer);
  const put = (at: number, name: string, size: number) => {
    for (let index = 0; index < 4; index++) wave[at + index] = name.charCodeAt(index);
    view.setUint32(at + 4, size, true);
  };
  put(0, 'RIFF', wave.length - 8);
  wave.set([0x57, 0x41, 0x56, 0x45], 8);
  put(HEADER_BYTES, 'fmt ', format.length);
  wave.set(format, HEADER_BYTES + 8);
  put(start - 8, 'data', sizeBytes);
  return { wave, data: wave.subarray(start, start + sizeBytes) };
}

/** The `fmt ` chunk of plain samples. */
export function pcmFormat({
  channels,
  sampleRate,
  bitsPerSample,
  isFloat = false,
}: Pick<Wave, 'channels' | 'sampleRate' | 'bitsPerSample'> & { isFloat?: boolean }): Uint8Array {
  const format = new Uint8Array(16);
  const view = new DataView(format.buffer);
  const blockBytes = (channels * bitsPerSample) / 8;
  view.setUint16(0, isFloat ? 3 : 1, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRate, true);
  view.setUint32(8, sampleRate * blockBytes, true);
  view.setUint16(12, blockBytes, true);
  view.setUint16(14, bitsPerSample, true);
  return format;
}

/** Samples with their bytes in the other order, each of so many. */
export function swapped(data: Uint8Array, bytesEach: number): Uint8Array {
  const turned = new Uint8Array(data.length - (data.length % bytesEach));
  for (let at = 0; at < turned.length; at += bytesEach) {
    for (let index = 0; index < bytesEach; index++) turned[at + index] = data[at + bytesEach - 1 - index] ?? 0;
  }
  return turned;
}

export function fourLetters(bytes: Uint8Array, at: number): string {
  return at + 4 <= bytes.length ? String.fromCharCode(...bytes.subarray(at, at + 4)) : '';
}
