import type { UnreadFormat } from '../../errors.ts';

type Told = readonly [format: UnreadFormat, at: number, hex: string, then?: readonly [at: number, hex: string]];

/** What the first bytes of files say, of kinds whose sound is not taken. */
const MAGIC: readonly Told[] = [
  ['WMA', 0, '3026b2758e66cf11a6d900aa0062ce6c'],
  ['CAF', 0, '63616666'],
  ['AMR', 0, '2321414d52'],
  ['AVI', 0, '52494646', [8, '41564920']],
  ['FLV', 0, '464c5601'],
  ['RealMedia', 0, '2e524d46'],
  ['RealMedia', 0, '2e7261fd'],
  ['Monkey', 0, '4d414320'],
  ['WavPack', 0, '7776706b'],
  ['Musepack', 0, '4d50434b'],
  ['Musepack', 0, '4d502b'],
  ['DSD', 0, '44534420'],
  ['DSD', 0, '46524d38'],
  ['TTA', 0, '54544131'],
  ['AU', 0, '2e736e64'],
  ['MIDI', 0, '4d546864'],
  ['MPEG', 0, '000001ba'],
  ['AC-3', 0, '0b77'],
  ['DTS', 0, '7ffe8001'],
];

/** Undefined where the kind of a file is not known. */
export function nameFormat(bytes: Uint8Array): UnreadFormat | undefined {
  const startsAt = (at: number, hex: string) =>
    Buffer.from(bytes.subarray(at, at + hex.length / 2)).toString('hex') === hex;
  return MAGIC.find(([, at, hex, then]) => startsAt(at, hex) && (!then || startsAt(...then)))?.[0];
}
