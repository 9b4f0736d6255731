import {
  BufferSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputFormat,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  WEBM,
} from 'mediabunny';
import { decodePieces } from '../../codec/decode.ts';
import { mixdown } from '../../codec/mixdown.ts';
import { isFlac, type ReadableFlac, readableFlac } from '../../codec/readable-flac.ts';
import { type UnreadFormat, UserError } from '../../errors.ts';
import { waveOfAdpcm } from './adpcm.ts';
import { isAiff, waveOfAiff } from './aiff.ts';
import { copyTrack, type Part, readable } from './copy-track.ts';
import { findFrames, readAdtsFrame, readMp3Frame } from './frames.ts';
import { endOfId3 } from './id3.ts';
import { withWholeClusters } from './matroska-end.ts';
import { nameFormat } from './name-format.ts';
import { isOgg, oggSignature, readOggPages } from './ogg.ts';
import { flacOfOgg } from './ogg-flac.ts';
import { isWave, pcmFormat, readWave, type Wave, writeWave } from './wave.ts';

export type Container = 'M4A' | 'WAV' | 'OGG' | 'FLAC' | 'MP3' | 'AAC' | Film;
/** What no music service takes: its sound is taken out, unless only a part of it will be. */
export type Film = 'MP4' | 'MOV' | 'MKV' | 'WEBM' | 'TS';

/** A song as music services take it. */
export interface Prepared {
  /** What it came in, as people know it: `MP4`, `MOV`, `MKV`, `WEBM`, `TS`, `AIFF` or one of those that are sent. */
  cameIn: string;
  container: Container;
  /** Where the walk has no name for it. */
  codec: string | null;
  /** What is sent; the very bytes that came where these can go as they are. */
  sent: Uint8Array;
  /** What is sent, as our own readers take it, which forgive less: songs one after the other, of which most have one. */
  parts: ReadableFlac[];
  /** In seconds, by the table of what it was taken out of; null where there was none. */
  claimedSeconds: number | null;
  /** Where its tags are. */
  tagged: Uint8Array;
  /** It is the part that was asked for, and nothing more. */
  isCut: boolean;
}

export interface PrepareOptions {
  /** Of a longer film, the sound is left where it is: a part of it will be asked for. */
  longestSeconds?: number;
  /** Of a film, no more than this is taken out; anything else is prepared whole. */
  part?: Part;
}

/**
 * Takes the sound out of a file, of whatever kind, without encoding it again where that is not needed. Throws `UserError` for what
 * is no music or of a kind that is not read, by its name, and any other error for what is damaged.
 */
export async function prepare(bytes: Uint8Array, options: PrepareOptions = {}): Promise<Prepared> {
  const end = endOfId3(bytes);
  const body = end > 0 && isContainer(bytes, end) ? bytes.subarray(end) : bytes;
  if (isWave(body)) return prepareWave(body, bytes);
  if (isAiff(body)) return prepareAiff(body, bytes);
  if (isOgg(body)) return prepareOgg(body);
  if (isFlac(body)) return as('FLAC', bytes, { tagged: body, parts: [readableFlac(body)] });
  const named = nameFormat(body);
  if (named) refuse(named);
  return (await prepareFilm(body, options)) ?? prepareFrames(bytes, end);
}

function as(container: Container, sent: Uint8Array, more: Partial<Prepared> = {}): Prepared {
  return {
    cameIn: container,
    container,
    codec: null,
    sent,
    parts: [{ bytes: sent, slowedBy: 1 }],
    claimedSeconds: null,
    tagged: sent,
    isCut: false,
    ...more,
  };
}

function refuse(format: UnreadFormat): never {
  throw new UserError({ key: 'song.unreadFormat', params: { format } });
}

function isContainer(bytes: Uint8Array, at: number): boolean {
  const body = bytes.subarray(at);
  return isWave(body) || isAiff(body) || isOgg(body) || isFlac(body);
}

const INTEGERS = 1;
const FLOATS = 3;
const MP3_IN_WAVE = 0x55;
const DECODED_HERE: ReadonlySet<number> = new Set([INTEGERS, FLOATS, 6, 7]);

async function prepareWave(body: Uint8Array, bytes: Uint8Array): Promise<Prepared> {
  const wave = readWave(body);
  if (!wave) throw new Error('no samples');
  if (wave.tag === MP3_IN_WAVE) return { ...prepareFrames(wave.data, 0), cameIn: 'WAV', tagged: body };
  const decoded = waveOfAdpcm(wave);
  if (decoded) return as('WAV', decoded, { tagged: body });
  if (!DECODED_HERE.has(wave.tag)) refuse('OddWav');
  const readable = writeWave(wave.format, wave.data);
  if (!isPlain(wave)) return as('WAV', await as16Bit(readable, wave), { tagged: body });
  const isAsItIs = wave.isSound && body === bytes;
  return as('WAV', isAsItIs ? bytes : readable, { tagged: body, parts: [{ bytes: readable, slowedBy: 1 }] });
}

/** What every reader of WAV knows. */
function isPlain({ tag, channels, bitsPerSample }: Wave): boolean {
  const isKnown = tag === INTEGERS ? [16, 24, 32].includes(bitsPerSample) : tag === FLOATS && bitsPerSample === 32;
  return isKnown && channels <= 2;
}

async function as16Bit(readable: Uint8Array, { sampleRate, channels }: Wave): Promise<Uint8Array> {
  const count = channels === 1 ? 1 : 2;
  const parts: Uint8Array[] = [];
  for await (const piece of decodePieces(readable)) {
    const { channels: planes } = mixdown(piece, count);
    const samples = new Int16Array((planes[0]?.length ?? 0) * count);
    for (const [channel, plane] of planes.entries()) {
      for (let index = 0; index < plane.length; index++) {
        samples[index * count + channel] = Math.max(
          -32_768,
          Math.min(32_767, Math.round((plane[index] || 0) * 32_768)),
        );
      }
    }
    parts.push(new Uint8Array(samples.buffer));
  }
  return writeWave(pcmFormat({ channels: count, sampleRate, bitsPerSample: 16 }), Buffer.concat(parts));
}

async function prepareAiff(body: Uint8Array, bytes: Uint8Array): Promise<Prepared> {
  const wave = waveOfAiff(body);
  if (!wave) refuse('AIFF');
  return { ...(await prepareWave(wave, wave)), cameIn: 'AIFF', tagged: bytes };
}

/** What an Ogg stream may say that it is, and we do not read. */
const OTHER_OGG: readonly (readonly [start: string, format: UnreadFormat])[] = [
  ['Speex', 'Speex'],
  ['\x80theora', 'OddOgg'],
  ['fishead', 'OddOgg'],
  ['BBCD', 'OddOgg'],
];

function prepareOgg(body: Uint8Array): Prepared {
  const signature = oggSignature(body);
  const other = OTHER_OGG.find(([start]) => signature.startsWith(start));
  if (other) refuse(other[1]);
  const { bytes, links } = readOggPages(body);
  if (signature.startsWith('\x7fFLAC') || signature.startsWith('fLaC')) {
    const flac = flacOfOgg(bytes);
    if (!flac) throw new Error('no frames');
    return as('FLAC', flac, { cameIn: 'OGG', tagged: body });
  }
  return as('OGG', bytes, { parts: links.map((link) => ({ bytes: link, slowedBy: 1 })) });
}

function prepareFrames(bytes: Uint8Array, end: number): Prepared {
  const [mp3, aac] = [readMp3Frame, readAdtsFrame].map(
    (read) => findFrames(bytes, read, end) ?? findFrames(bytes, read),
  );
  if (mp3 === undefined && aac === undefined) {
    if (isMp2(bytes, end)) refuse('MP2');
    throw new UserError({ key: 'song.notAudio', params: {} });
  }
  const isMp3 = mp3 !== undefined && (aac === undefined || mp3 <= aac);
  const start = (isMp3 ? mp3 : aac) ?? 0;
  const sent = start === end ? bytes : bytes.subarray(start);
  return as(isMp3 ? 'MP3' : 'AAC', sent, { tagged: bytes });
}

function isMp2(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf6) === 0xf4;
}

const FILMS: ReadonlyMap<InputFormat, Film> = new Map<InputFormat, Film>([
  [MP4, 'MP4'],
  [QTFF, 'MOV'],
  [MATROSKA, 'MKV'],
  [WEBM, 'WEBM'],
  [MPEG_TS, 'TS'],
]);

/** Undefined where it is no container of these. */
async function prepareFilm(bytes: Uint8Array, { longestSeconds, part }: PrepareOptions): Promise<Prepared | undefined> {
  const whole = withWholeClusters(withoutBrokenEnd(bytes));
  using input = new Input({ source: new BufferSource(whole), formats: [...FILMS.keys()] });
  if (!(await input.canRead().catch(() => false))) return undefined;
  const format = await input.getFormat();
  const tracks = await input.getTracks();
  const track = await input.getPrimaryAudioTrack();
  const isFilm = tracks.some((one) => one.isVideoTrack());
  if (!track && isFilm) throw new UserError({ key: 'song.noSound', params: {} });
  if (!track) throw new Error('no tracks');
  if (await isEmpty(track)) throw new UserError({ key: 'song.silent', params: {} });
  const codec = await track.getCodec();
  const isAlone = format === MP4 && tracks.length === 1;
  if (isAlone && codec === 'aac') return as('M4A', bytes);
  if (isAlone && (await isAlac(track))) return as('M4A', bytes, { codec: 'ALAC' });
  const cameIn = FILMS.get(format) ?? 'MP4';
  const isCopied = codec !== null && !NAMES[codec];
  if (isCopied && longestSeconds !== undefined && (await isLonger(track, longestSeconds))) {
    return as(cameIn, bytes, { parts: [{ bytes: whole, slowedBy: 1 }] });
  }
  const copied = await copyTrack(track, part);
  if (!copied) throw await refusalOf(track, isFilm);
  const inside = await prepare(copied);
  return {
    ...inside,
    cameIn,
    claimedSeconds: part ? null : await track.getDurationFromMetadata(),
    tagged: bytes,
    isCut: part !== undefined,
  };
}

async function isEmpty(track: InputAudioTrack): Promise<boolean> {
  return (await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true })) === null;
}

async function isLonger(track: InputAudioTrack, seconds: number): Promise<boolean> {
  for await (const { timestamp } of readable(track, { metadataOnly: true })) if (timestamp > seconds) return true;
  return false;
}

export async function isAlac(track: InputAudioTrack): Promise<boolean> {
  return (await track.getCodec()) === null && (await track.getInternalCodecId()) === 'alac';
}

const NAMES: Readonly<Record<string, UnreadFormat>> = {
  ac3: 'AC-3',
  'ac-3': 'AC-3',
  eac3: 'AC-3',
  'ec-3': 'AC-3',
  A_AC3: 'AC-3',
  A_EAC3: 'AC-3',
  dts: 'DTS',
  A_DTS: 'DTS',
  samr: 'AMR',
  sawb: 'AMR',
  drms: 'Protected',
  enca: 'Protected',
  alac: 'FilmWithAlac',
  A_ALAC: 'FilmWithAlac',
};

async function refusalOf(track: InputAudioTrack, isFilm: boolean): Promise<Error> {
  const codec = await track.getCodec();
  const id = await track.getInternalCodecId();
  const name = NAMES[codec ?? ''] ?? NAMES[typeof id === 'string' ? id : ''];
  // A codec that we copy and that gave no packet holds nothing.
  if (codec !== null && !name) return new Error('no packets');
  return new UserError({ key: 'song.unreadFormat', params: { format: name ?? (isFilm ? 'OddFilm' : 'OddM4a') } });
}

const TS_PACKET_BYTES = 188;
const TS_SYNC = 0x47;

/** A transport stream without what follows its last whole packet, which no demuxer forgives; any other file as it is. */
function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== TS_SYNC || bytes[TS_PACKET_BYTES] !== TS_SYNC) return bytes;
  let packets = Math.floor(bytes.length / TS_PACKET_BYTES);
  while (packets > 0 && bytes[(packets - 1) * TS_PACKET_BYTES] !== TS_SYNC) packets -= 1;
  return bytes.subarray(0, packets * TS_PACKET_BYTES);
}
