import {
  ADTS,
  BufferSource,
  FLAC,
  Input,
  type InputAudioTrack,
  type InputFormat,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import { DecodeError } from './decode-error.ts';
import { decodeAac } from './decoders/aac.ts';
import { decodeAlac } from './decoders/alac.ts';
import { decodeFlac } from './decoders/flac.ts';
import { decodeMp3 } from './decoders/mp3.ts';
import { withoutBrokenEnd } from './decoders/ogg-pages.ts';
import { decodeOpus } from './decoders/opus.ts';
import { decodeVorbis } from './decoders/vorbis.ts';
import { decodeWav } from './decoders/wav.ts';
import type { PcmAudio } from './pcm.ts';
import { isFlac, readableFlac } from './readable-flac.ts';
import { unwrapTrack } from './unwrap-track.ts';

export interface DecodeOptions {
  /** Longer sound is refused as soon as it is noticed, before it is all in memory. */
  maximumSeconds?: number;
  /** More are refused as `unsupported` before anything is decoded. */
  maximumChannels?: number;
}

/**
 * Decodes MP3, WAV, FLAC, Ogg Vorbis, Ogg Opus, AAC and Apple Lossless; told by content, never by name. A file that was cut off gives what is
 * left of it. Blocks its thread between pieces of about a second of sound. Throws `DecodeError`.
 */
export async function decodeAudio(bytes: Uint8Array, options: DecodeOptions = {}): Promise<PcmAudio> {
  const pieces: PcmAudio[] = [];
  for await (const piece of decodePieces(bytes, options)) pieces.push(piece);
  const { sampleRate, channels } = pieces[0] as PcmAudio;
  return { sampleRate, channels: channels.map((_, channel) => join(pieces, channel)) };
}

/** Of others, what their packets alone say how to decode. */
const BARE: readonly InputFormat[] = [WAVE, FLAC, OGG, MP3];
const FORMATS = [...BARE, ADTS, MP4, QTFF, MATROSKA, WEBM, MPEG_TS];

/**
 * The same, without ever holding the whole sound: pieces of about a second, at least one, all of one sample rate and of as
 * many channels.
 */
export async function* decodePieces(bytes: Uint8Array, options: DecodeOptions = {}): AsyncGenerator<PcmAudio> {
  const readable = isFlac(bytes) ? readableFlac(bytes).bytes : withoutBrokenEnd(bytes);
  using input = new Input({ source: new BufferSource(readable), formats: FORMATS });
  if (!(await input.canRead().catch(() => false)))
    throw new DecodeError('unsupported', 'not a known kind of audio file');
  try {
    const track = await input.getPrimaryAudioTrack();
    if (!track) throw new DecodeError('unsupported', 'holds no audio that we know');
    if ((await track.getNumberOfChannels()) > (options.maximumChannels ?? Number.POSITIVE_INFINITY))
      throw new DecodeError('unsupported', 'has more channels than wanted');
    const isFilm = !BARE.includes(await input.getFormat());
    yield* consistent(await piecesOf(bytes, track, isFilm), options.maximumSeconds ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    // The libraries fail in many ways on broken files; all of them mean the same to a caller.
    if (error instanceof DecodeError) throw error;
    const isUnsupported = error instanceof Error && error.message.startsWith('Unsupported');
    throw new DecodeError(isUnsupported ? 'unsupported' : 'damaged', 'cannot be decoded', { cause: error });
  }
}

async function piecesOf(bytes: Uint8Array, track: InputAudioTrack, isFilm: boolean): Promise<AsyncIterable<PcmAudio>> {
  const codec = await track.getCodec();
  const bare = isFilm && (codec === 'mp3' || codec === 'vorbis') ? await unwrapTrack(track, codec) : bytes;
  if (codec === 'mp3') return decodeMp3(bare, await track.getNumberOfChannels());
  if (codec === 'flac') return decodeFlac(track);
  if (codec === 'aac') return decodeAac(track);
  if (codec === null && (await track.getInternalCodecId()) === 'alac') return decodeAlac(bytes, track);
  if (codec === 'opus') return decodeOpus(track);
  if (codec === 'vorbis') return decodeVorbis(bare);
  if (codec?.startsWith('pcm-') || codec === 'alaw' || codec === 'ulaw') return decodeWav(track);
  throw new DecodeError('unsupported', `no decoder for ${codec ?? 'this codec'}`);
}

async function* consistent(pieces: AsyncIterable<PcmAudio>, maximumSeconds: number): AsyncGenerator<PcmAudio> {
  let first: PcmAudio | undefined;
  let length = 0;
  for await (const piece of pieces) {
    first ??= piece;
    if (piece.sampleRate !== first.sampleRate || piece.channels.length !== first.channels.length)
      throw new DecodeError('damaged', 'changes its sample rate or channels in the middle');
    length += piece.channels[0]?.length ?? 0;
    if (length > maximumSeconds * piece.sampleRate) throw new DecodeError('tooLong', `over ${maximumSeconds} s`);
    yield piece;
  }
  if (length === 0) throw new DecodeError('damaged', 'holds no sound');
}

function join(pieces: readonly PcmAudio[], channel: number): Float32Array {
  const parts = pieces.map(({ channels }) => channels[channel] ?? new Float32Array());
  const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
