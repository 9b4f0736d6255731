import { createHash } from 'node:crypto';
import {
  BufferSource,
  EncodedPacketSink,
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
import { findFrames, framesFrom, type ReadFrame, readAdtsFrame, readMp3Frame } from './reading/frames.ts';
import { endOfId3 } from './reading/id3.ts';
import type { Container, Prepared } from './reading/prepare.ts';
import { readXingFrame } from './reading/xing-frame.ts';
import { soundHashOf } from './sound-hash.ts';

const formats: Readonly<Record<Exclude<Container, 'AAC'>, InputFormat>> = {
  M4A: MP4,
  WAV: WAVE,
  OGG,
  FLAC,
  MP3,
  MP4,
  MOV: QTFF,
  MKV: MATROSKA,
  WEBM,
  TS: MPEG_TS,
};

/** Six minutes of the shortest packets in use, 2.5 ms of Opus, are 144 000. */
const MAXIMUM_PACKETS = 300_000;

/** A song with more packets than these minutes hold is long, and no trick. */
const LONG_SECONDS = 600;

export interface Walked {
  container: Container;
  /** Null where the walk has no name for it (ALAC). */
  codec: string | null;
  seconds: number;
  /** By the container's own header or table, for the containers that may claim more than they hold. */
  claimedSeconds: number | null;
  /** False when the walk stopped because the song is longer than asked. */
  toTheEnd: boolean;
  /** Of the encoded sound alone; null where none could be read, and for a song that is longer than asked. */
  soundHash: string | null;
}

/** The true length: where the last packet that is really there ends. Throws for what is damaged. */
export async function walkPackets(prepared: Prepared, maximumSeconds: number): Promise<Walked> {
  const { container, sent } = prepared;
  if (container === 'AAC') return walkFrames(sent, readAdtsFrame, 'aac', maximumSeconds);
  if (container === 'MP3') {
    const walked = walkFrames(sent, readMp3Frame, 'mp3', maximumSeconds);
    return { ...walked, claimedSeconds: await claimOfMp3(sent) };
  }
  const walks: Walked[] = [];
  for (const { bytes, slowedBy } of prepared.parts) {
    const before = walks.reduce((sum, { seconds }) => sum + seconds, 0);
    walks.push(await walkPart(bytes, slowedBy, container, maximumSeconds - before));
    if (!walks.at(-1)?.toTheEnd) break;
  }
  const [first, ...others] = walks;
  if (!first) throw new Error('no tracks');
  if (others.length === 0) return { ...first, claimedSeconds: first.claimedSeconds ?? prepared.claimedSeconds };
  const hashes = walks.map(({ soundHash }) => soundHash);
  return {
    ...first,
    seconds: walks.reduce((sum, { seconds }) => sum + seconds, 0),
    toTheEnd: walks.every(({ toTheEnd }) => toTheEnd),
    soundHash: hashes.includes(null) ? null : createHash('sha256').update(hashes.join()).digest('hex'),
  };
}

/** Every frame counts for as long as it is itself: players go on where rate or channels change. */
function walkFrames(bytes: Uint8Array, read: ReadFrame, codec: 'mp3' | 'aac', maximumSeconds: number): Walked {
  const start = findFrames(bytes, read, endOfId3(bytes)) ?? bytes.length;
  const hash = createHash('sha256');
  let seconds = 0;
  let paddingSeconds = 0;
  for (const { at, sizeBytes, samples, sampleRate, headerBytes } of framesFrom(bytes, read, start)) {
    const frame = bytes.subarray(at, at + sizeBytes);
    const header = at === start && codec === 'mp3' ? readXingFrame(frame) : undefined;
    if (header) {
      paddingSeconds = header.padding / sampleRate;
      continue;
    }
    hash.update(frame.subarray(headerBytes));
    seconds += samples / sampleRate;
    if (seconds > maximumSeconds) break;
  }
  const toTheEnd = seconds <= maximumSeconds;
  const container = codec === 'mp3' ? 'MP3' : 'AAC';
  const soundHash = toTheEnd && seconds > 0 ? hash.digest('hex') : null;
  return {
    container,
    codec,
    seconds: Math.max(0, seconds - paddingSeconds),
    claimedSeconds: null,
    toTheEnd,
    soundHash,
  };
}

async function claimOfMp3(bytes: Uint8Array): Promise<number | null> {
  using input = new Input({ source: new BufferSource(bytes), formats: [MP3] });
  const track = await input.getPrimaryAudioTrack().catch(() => null);
  return track?.getDurationFromMetadata() ?? null;
}

async function walkPart(
  bytes: Uint8Array,
  slowedBy: number,
  container: Exclude<Container, 'AAC'>,
  maximumSeconds: number,
): Promise<Walked> {
  using input = new Input({ source: new BufferSource(bytes), formats: [formats[container]] });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error('no tracks');

  const codec = await track.getCodec();
  const { seconds, toTheEnd } = await walkTrack(track, maximumSeconds * slowedBy);
  const soundHash = toTheEnd ? await soundHashOf(track, container) : null;
  const walk = { container, codec, seconds: seconds / slowedBy, toTheEnd, soundHash };
  if (container !== 'M4A') return { ...walk, claimedSeconds: null };
  // Its packets are listed in a table, which says nothing about whether they are in the file.
  const claimedSeconds = Math.max(walk.seconds, (await track.getDurationFromMetadata()) ?? 0);
  return { ...walk, claimedSeconds, seconds: await readableUntil(track, walk.seconds) };
}

async function walkTrack(track: InputAudioTrack, maximumSeconds: number) {
  const sink = new EncodedPacketSink(track);
  let seconds = 0;
  let packets = 0;
  let packet = await sink.getFirstPacket({ metadataOnly: true });
  while (packet) {
    seconds = Math.max(seconds, packet.timestamp + packet.duration);
    if (seconds > maximumSeconds) return { seconds, toTheEnd: false };
    packets += 1;
    if (packets > MAXIMUM_PACKETS && seconds > LONG_SECONDS) return { seconds, toTheEnd: false };
    if (packets > MAXIMUM_PACKETS) throw new Error('too many packets for a song of this length');
    packet = await sink.getNextPacket(packet, { metadataOnly: true });
  }
  return { seconds, toTheEnd: true };
}

/** Looks for the last packet whose data lies within the file, by halves, since each look reads a packet. */
async function readableUntil(track: InputAudioTrack, listedSeconds: number): Promise<number> {
  const sink = new EncodedPacketSink(track);
  const endOfPacketAt = async (seconds: number) => {
    const packet = await sink.getPacket(seconds);
    return packet && packet.timestamp + packet.duration;
  };
  if ((await endOfPacketAt(listedSeconds)) !== null) return listedSeconds;

  let readable = 0;
  let missing = listedSeconds;
  while (missing - readable > 0.05) {
    const middle = (readable + missing) / 2;
    const end = await endOfPacketAt(middle);
    if (end === null) missing = middle;
    else readable = Math.max(middle, end);
  }
  return readable;
}
