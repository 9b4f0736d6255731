import { BufferSource, FLAC, Input, type InputAudioTrack, MP3, OGG, WAVE } from 'mediabunny';
import { DecodeError } from './decode-error.ts';
import { decodeFlac } from './decoders/flac.ts';
import { decodeMp3 } from './decoders/mp3.ts';
import { withoutBrokenEnd } from './decoders/ogg-pages.ts';
import { decodeOpus } from './decoders/opus.ts';
import { decodeVorbis } from './decoders/vorbis.ts';
import { decodeWav } from './decoders/wav.ts';
import type { PcmAudio } from './pcm.ts';

export interface DecodeOptions {
  /** Longer sound is refused as soon as it is noticed, before it is all in memory. */
  maximumSeconds?: number;
}

/**
 * Decodes MP3, WAV, FLAC, Ogg Vorbis and Ogg Opus; told by content, never by name. A file that was cut off gives what is
 * left of it. Blocks its thread between pieces of about a second of sound. Throws `DecodeError`.
 */
export async function decodeAudio(bytes: Uint8Array, options: DecodeOptions = {}): Promise<PcmAudio> {
  using input = new Input({ source: new BufferSource(withoutBrokenEnd(bytes)), formats: [MP3, WAVE, FLAC, OGG] });
  if (!(await input.canRead().catch(() => false)))
    throw new DecodeError('unsupported', 'not a known kind of audio file');
  try {
    const track = await input.getPrimaryAudioTrack();
    if (!track) throw new DecodeError('unsupported', 'holds no audio that we know');
    return await collect(await piecesOf(bytes, track), options.maximumSeconds ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    // The libraries fail in many ways on broken files; all of them mean the same to a caller.
    if (error instanceof DecodeError) throw error;
    const isUnsupported = error instanceof Error && error.message.startsWith('Unsupported');
    throw new DecodeError(isUnsupported ? 'unsupported' : 'damaged', 'cannot be decoded', { cause: error });
  }
}

async function piecesOf(bytes: Uint8Array, track: InputAudioTrack): Promise<AsyncIterable<PcmAudio>> {
  const codec = await track.getCodec();
  if (codec === 'mp3') return decodeMp3(bytes, await track.getNumberOfChannels());
  if (codec === 'flac') return decodeFlac(track);
  if (codec === 'opus') return decodeOpus(track);
  if (codec === 'vorbis') return decodeVorbis(bytes);
  if (codec?.startsWith('pcm-') || codec === 'alaw' || codec === 'ulaw') return decodeWav(track);
  throw new DecodeError('unsupported', `no decoder for ${codec ?? 'this codec'}`);
}

async function collect(pieces: AsyncIterable<PcmAudio>, maximumSeconds: number): Promise<PcmAudio> {
  const kept: PcmAudio[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const first = kept[0] ?? piece;
    if (piece.sampleRate !== first.sampleRate || piece.channels.length !== first.channels.length)
      throw new DecodeError('damaged', 'changes its sample rate or channels in the middle');
    length += piece.channels[0]?.length ?? 0;
    if (length > maximumSeconds * piece.sampleRate) throw new DecodeError('tooLong', `over ${maximumSeconds} s`);
    kept.push(piece);
  }
  const [first] = kept;
  if (!first || length === 0) throw new DecodeError('damaged', 'holds no sound');
  return { sampleRate: first.sampleRate, channels: first.channels.map((_, channel) => join(kept, channel, length)) };
}

function join(pieces: readonly PcmAudio[], channel: number, length: number): Float32Array {
  const joined = new Float32Array(length);
  let offset = 0;
  for (const { channels } of pieces) {
    const part = channels[channel];
    if (!part) continue;
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
