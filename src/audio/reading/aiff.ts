import { fourLetters, pcmFormat, swapped, writeWave } from './wave.ts';

export function isAiff(bytes: Uint8Array): boolean {
  return fourLetters(bytes, 0) === 'FORM' && ['AIFF', 'AIFC'].includes(fourLetters(bytes, 8));
}

const MAXIMUM_CHUNKS = 10_000;

interface Common {
  channels: number;
  bitsPerSample: number;
  sampleRate: number;
  /** How the samples are kept, by its four letters. */
  compression: string;
}

/** How samples are kept, and whether the lowest byte comes first; those that are missing are compressed. */
const KEPT_AS: Readonly<Record<string, { isFloat?: boolean; bits?: number; isLittle?: boolean }>> = {
  NONE: {},
  twos: {},
  sowt: { isLittle: true },
  in24: { bits: 24 },
  in32: { bits: 32 },
  fl32: { isFloat: true, bits: 32 },
  FL32: { isFloat: true, bits: 32 },
  fl64: { isFloat: true, bits: 64 },
  FL64: { isFloat: true, bits: 64 },
};

/** The samples of an AIFF file, as a WAV. Undefined where they are compressed, or where there are none. */
export function waveOfAiff(bytes: Uint8Array): Uint8Array | undefined {
  const { common, data } = readChunks(bytes);
  const kept = common && KEPT_AS[common.compression];
  if (!common || !kept || !data || common.channels === 0 || common.sampleRate === 0) return undefined;
  const bitsPerSample = kept.bits ?? 8 * Math.ceil(common.bitsPerSample / 8);
  if (bitsPerSample === 0 || bitsPerSample > 64) return undefined;
  const format = pcmFormat({ ...common, bitsPerSample, isFloat: kept.isFloat ?? false });
  // Eight bits have a sign here, and none in a WAV.
  if (bitsPerSample === 8)
    return writeWave(
      format,
      data.map((value) => value ^ 0x80),
    );
  return writeWave(format, kept.isLittle ? data : swapped(data, bitsPerSample / 8));
}

function readChunks(bytes: Uint8Array): { common?: Common; data?: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCompressed = fourLetters(bytes, 8) === 'AIFC';
  const found: { common?: Common; data?: Uint8Array } = {};
  let at = 12;
  for (let chunks = 0; at + 8 <= bytes.length && chunks < MAXIMUM_CHUNKS; chunks++) {
    const size = view.getUint32(at + 4);
    const start = at + 8;
    const name = fourLetters(bytes, at);
    if (name === 'COMM' && start + 18 <= bytes.length) {
      found.common = {
        channels: view.getUint16(start),
        bitsPerSample: view.getUint16(start + 6),
        sampleRate: Math.round(readExtended(view, start + 8)),
        compression: isCompressed ? fourLetters(bytes, start + 18) : 'NONE',
      };
    }
    if (name === 'SSND' && start + 8 <= bytes.length) {
      found.data = bytes.subarray(start + 8 + view.getUint32(start), size > 8 ? start + size : bytes.length);
    }
    at = start + size + (size % 2);
  }
  return found;
}

/** A float of 80 bits, as nothing else has had it since. */
function readExtended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383;
  const rate = view.getUint32(at + 2) * 2 ** (exponent - 31);
  return Number.isFinite(rate) && rate <= 768_000 ? rate : 0;
}
