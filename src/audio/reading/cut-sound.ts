import { BufferSource, FLAC, Input, type InputFormat, MP3, MP4, OGG } from 'mediabunny';
import { setRateOf } from '../../codec/readable-flac.ts';
import { copyAlac } from './copy-alac.ts';
import { copyTrack, type Part } from './copy-track.ts';
import { type Frame, findFrames, framesFrom, type ReadFrame, readAdtsFrame, readMp3Frame } from './frames.ts';
import { endOfId3 } from './id3.ts';
import { isAlac, type Prepared, prepare } from './prepare.ts';
import { readWave, writeWave } from './wave.ts';
import { readXingFrame } from './xing-frame.ts';

/**
 * A stretch of a song, of whatever kind of file, by copying packets: none is encoded again but what `prepare` encodes. Never longer
 * than asked for, by the count of any player. Throws as `prepare` does, and where the stretch holds nothing.
 */
export async function cutSound(bytes: Uint8Array, part: Part): Promise<Uint8Array> {
  const prepared = await prepare(bytes, { part });
  const cut = prepared.isCut ? prepared.sent : await cutPrepared(prepared, part);
  if (!cut) throw new Error('nothing in that part');
  return cut;
}

async function cutPrepared({ container, sent, parts }: Prepared, part: Part): Promise<Uint8Array | undefined> {
  switch (container) {
    case 'WAV':
      return cutWave(sent, part);
    case 'MP3':
      return cutMp3(sent, part);
    case 'AAC':
      return joined(framesIn(sent, readAdtsFrame, part));
    case 'FLAC':
      return cutFlac(parts[0] ?? { bytes: sent, slowedBy: 1 }, part);
    case 'OGG':
      return cutLinks(
        parts.map(({ bytes }) => bytes),
        part,
      );
    default:
      return copyOf(sent, MP4, part);
  }
}

function cutWave(sent: Uint8Array, { startSeconds, seconds }: Part): Uint8Array | undefined {
  const wave = readWave(sent);
  if (!wave) return undefined;
  const start = Math.floor(startSeconds * wave.sampleRate) * wave.blockBytes;
  const data = wave.data.subarray(start, start + Math.floor(seconds * wave.sampleRate) * wave.blockBytes);
  return data.length === 0 ? undefined : writeWave(wave.format, data);
}

async function copyOf(bytes: Uint8Array, format: InputFormat, part?: Part): Promise<Uint8Array | undefined> {
  using input = new Input({ source: new BufferSource(bytes), formats: [format] });
  const track = await input.getPrimaryAudioTrack();
  if (!track) return undefined;
  if (part && (await isAlac(track))) return await copyAlac(bytes, track, part);
  return await copyTrack(track, part);
}

async function cutFlac({ bytes, slowedBy }: Prepared['parts'][number], part: Part): Promise<Uint8Array | undefined> {
  const { startSeconds, seconds } = part;
  const slowed = { startSeconds: startSeconds * slowedBy, seconds: seconds * slowedBy };
  const cut = await copyOf(bytes, FLAC, slowed);
  return cut && setRateOf(cut, slowedBy);
}

/** Of songs one after the other in one file, the part that lies in the one where it begins. */
async function cutLinks(links: readonly Uint8Array[], part: Part): Promise<Uint8Array | undefined> {
  let { startSeconds } = part;
  for (const [index, bytes] of links.entries()) {
    using input = new Input({ source: new BufferSource(bytes), formats: [OGG] });
    const track = await input.getPrimaryAudioTrack();
    if (!track) return undefined;
    const length = links.length === 1 ? Number.POSITIVE_INFINITY : await track.computeDuration();
    if (startSeconds < length || index === links.length - 1) return await copyTrack(track, { ...part, startSeconds });
    startSeconds -= length;
  }
  return undefined;
}

/** Under a header that says how long it is: of a variable bitrate, players guess else. */
async function cutMp3(sent: Uint8Array, part: Part): Promise<Uint8Array | undefined> {
  // Some players take that header for a frame of sound.
  const frames = withCleanStart(framesIn(sent, readMp3Frame, { ...part, seconds: part.seconds - FRAME_SECONDS }), part);
  const bare = joined(frames);
  const headed = bare && (await copyOf(bare, MP3));
  // Where frames change their rate or number of channels, the library stops.
  return headed && headed.length > bare.length * 0.99 ? headed : bare;
}

/** The longest that one of MP3 lasts. */
const FRAME_SECONDS = 0.072;

/** Of the first frames of a part: one of them hardly ever needs what came before. */
const LOOKED_AT = 40;

/** MP3 frames may keep bits of their sound in frames before them, which are not there any more where a part begins. */
function withCleanStart(frames: readonly Uint8Array[], { startSeconds }: Part): readonly Uint8Array[] {
  if (startSeconds === 0) return frames;
  const clean = frames.slice(0, LOOKED_AT).findIndex((frame) => bytesBefore(frame) === 0);
  return clean > 0 ? frames.slice(clean) : frames;
}

function bytesBefore(frame: Uint8Array): number {
  const isFirstVersion = ((frame[1] ?? 0) & 0x08) !== 0;
  const at = ((frame[1] ?? 0) & 1) === 0 ? 6 : 4;
  return isFirstVersion ? ((frame[at] ?? 0) << 1) | ((frame[at + 1] ?? 0) >> 7) : (frame[at] ?? 0);
}

function framesIn(bytes: Uint8Array, read: ReadFrame, { startSeconds, seconds }: Part): Uint8Array[] {
  const frames: Uint8Array[] = [];
  const start = findFrames(bytes, read, endOfId3(bytes)) ?? findFrames(bytes, read) ?? bytes.length;
  let [before, taken] = [0, 0];
  for (const frame of framesFrom(bytes, read, start)) {
    const data = bytes.subarray(frame.at, frame.at + frame.sizeBytes);
    if (read === readMp3Frame && frame.at === start && readXingFrame(data)) continue;
    if (before + secondsOf(frame) / 2 < startSeconds) {
      before += secondsOf(frame);
      continue;
    }
    if (taken + secondsOf(frame) > seconds) break;
    taken += secondsOf(frame);
    frames.push(data);
  }
  return frames;
}

function secondsOf({ samples, sampleRate }: Frame): number {
  return samples / sampleRate;
}

function joined(frames: readonly Uint8Array[]): Uint8Array | undefined {
  return frames.length === 0 ? undefined : Buffer.concat(frames);
}
