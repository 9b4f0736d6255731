import {
  ADTS,
  BufferSource,
  EncodedPacketSink,
  FLAC,
  Input,
  type InputAudioTrack,
  type InputFormat,
  type InputTrack,
  MP3,
  MP4,
  OGG,
  UnsupportedInputFormatError,
  WAVE,
} from 'mediabunny';
import { UserError } from '../errors.ts';
import { soundHashOf } from './sound-hash.ts';

/** As members know them. Formats that are not listed are not opened, playlists and video containers above all. */
const containers: ReadonlyMap<InputFormat, Container> = new Map([
  [MP4, 'M4A'],
  [WAVE, 'WAV'],
  [OGG, 'OGG'],
  [FLAC, 'FLAC'],
  [MP3, 'MP3'],
  [ADTS, 'AAC'],
]);

export type Container = 'M4A' | 'WAV' | 'OGG' | 'FLAC' | 'MP3' | 'AAC';

/** Six minutes of the shortest packets in use, 2.5 ms of Opus, are 144 000. */
const MAXIMUM_PACKETS = 300_000;

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

/**
 * The true length: where the last packet that is really there ends. Null for an Ogg file without a known stream.
 * Throws a `UserError` for what is not audio and any other error for what is damaged.
 */
export async function walkPackets(bytes: Uint8Array, maximumSeconds: number): Promise<Walked | null> {
  using input = new Input({ source: new BufferSource(bytes), formats: [...containers.keys()] });
  const container = containers.get(await formatOf(input));
  if (!container) throw new Error('a format was detected that was not asked for');
  const tracks = await input.getTracks();
  if (tracks.length === 0 && container === 'OGG') return null;
  if (tracks.length === 0) throw new Error('no tracks');
  const track = audioTrackOf(tracks);

  const codec = await track.getCodec();
  const reached = await walkTrack(track, maximumSeconds);
  const walk = { ...reached, soundHash: reached.toTheEnd ? await soundHashOf(track, container) : null };
  if (container === 'MP3') return { container, codec, ...walk, claimedSeconds: await track.getDurationFromMetadata() };
  if (container !== 'M4A') return { container, codec, ...walk, claimedSeconds: null };
  // Its packets are listed in a table, which says nothing about whether they are in the file.
  const claimedSeconds = Math.max(walk.seconds, (await track.getDurationFromMetadata()) ?? 0);
  return { container, codec, ...walk, claimedSeconds, seconds: await readableUntil(track, walk.seconds) };
}

async function formatOf(input: Input): Promise<InputFormat> {
  try {
    return await input.getFormat();
  } catch (error) {
    if (error instanceof UnsupportedInputFormatError) {
      throw new UserError({ key: 'song.notAudio', params: {} }, { cause: error });
    }
    throw error;
  }
}

/** A film has a sound track too, but no provider takes films. Cover art is a tag, not a track. */
function audioTrackOf(tracks: readonly InputTrack[]): InputAudioTrack {
  const track = tracks.find((one) => one.isAudioTrack());
  if (!track || tracks.some((one) => one.isVideoTrack())) throw new UserError({ key: 'song.notAudio', params: {} });
  return track;
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
