import {
  type AttachedImage,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  FLAC,
  FlacOutputFormat,
  Input,
  type InputAudioTrack,
  type InputFormat,
  type MetadataTags,
  MP3,
  Mp3OutputFormat,
  OGG,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WAVE,
  WavOutputFormat,
} from 'mediabunny';
import { readStream } from '../codec/mp3-frame.ts';
import type { FileTags } from '../domain/delivery/file-tags.ts';
import { soundHashOf } from './sound-hash.ts';

/** Words, and a PNG of ours to go with them. */
export interface TagsToWrite extends FileTags {
  picture: Uint8Array | null;
}

export interface TaggedSound {
  bytes: Uint8Array;
  /** As of any song. */
  soundHash: string;
}

interface Kind {
  name: 'MP3' | 'WAV' | 'FLAC' | 'OGG';
  format: () => OutputFormat;
}

const KINDS: ReadonlyMap<InputFormat, Kind> = new Map([
  [WAVE, { name: 'WAV', format: () => new WavOutputFormat({ metadataFormat: 'id3' }) }],
  [FLAC, { name: 'FLAC', format: () => new FlacOutputFormat() }],
  [OGG, { name: 'OGG', format: () => new OggOutputFormat() }],
  [MP3, { name: 'MP3', format: () => new Mp3OutputFormat({ xingHeader: false }) }],
]);

/**
 * A file of music under these tags, in place of any that it had, pictures too. Undefined where it would not be the same sound to
 * the last packet, or is none that we know. Not for the main process.
 */
export async function tagSound(bytes: Uint8Array, tags: TagsToWrite): Promise<TaggedSound | undefined> {
  const before = await describe(bytes);
  if (!before || before.soundHash === null) return undefined;
  const tagged = before.kind.name === 'MP3' ? await tagMp3(bytes, tags) : await rewritten(bytes, before.kind, tags);
  const after = tagged && (await describe(tagged));
  return tagged && after?.soundHash === before.soundHash ? { bytes: tagged, soundHash: before.soundHash } : undefined;
}

/** The first seconds of an MP3, under a header that says how long it is. Undefined where that cannot be had. */
export async function firstOfMp3(bytes: Uint8Array, seconds: number): Promise<Uint8Array | undefined> {
  const stream = readStream(bytes);
  const [frame] = stream?.frames ?? [];
  if (!frame) return undefined;
  const packets = Math.ceil((seconds * frame.header.sampleRate) / frame.header.samplesPerFrame);
  return rewritten(bytes, { name: 'MP3', format: () => new Mp3OutputFormat() }, undefined, packets);
}

/** The sum over the sound of a file of ours; null where there is none. */
export async function soundHashIn(bytes: Uint8Array): Promise<string | null> {
  return (await describe(bytes))?.soundHash ?? null;
}

async function describe(bytes: Uint8Array): Promise<{ kind: Kind; soundHash: string | null } | undefined> {
  return withTrack(bytes, async (track, kind) => ({ kind, soundHash: await soundHashOf(track, kind.name) }));
}

async function withTrack<Result>(
  bytes: Uint8Array,
  use: (track: InputAudioTrack, kind: Kind) => Promise<Result>,
): Promise<Result | undefined> {
  using input = new Input({ source: new BufferSource(bytes), formats: [...KINDS.keys()] });
  try {
    const kind = KINDS.get(await input.getFormat());
    const track = await input.getPrimaryAudioTrack();
    return kind && track ? await use(track, kind) : undefined;
  } catch {
    // The libraries fail in many ways on odd files; such a file goes as it is.
    return undefined;
  }
}

/** Its frames stay as they are, to the byte, with what LAME says in the first: only the tag in front is written anew. */
async function tagMp3(bytes: Uint8Array, tags: TagsToWrite): Promise<Uint8Array | undefined> {
  const stream = readStream(bytes);
  if (!stream) return undefined;
  const kind = KINDS.get(MP3);
  const start = kind && (await rewritten(bytes, kind, tags, 1));
  const tagBytes = start && readStream(start)?.start;
  if (!start || tagBytes === undefined) return undefined;
  return Buffer.concat([start.subarray(0, tagBytes), bytes.subarray(stream.start, stream.end)]);
}

/** Packet by packet in another file of the same kind; the first ones alone where a number is given. */
async function rewritten(
  bytes: Uint8Array,
  { name, format }: Kind,
  tags: TagsToWrite | undefined,
  packets = Number.POSITIVE_INFINITY,
): Promise<Uint8Array | undefined> {
  return withTrack(bytes, async (track) => {
    const codec = await track.getCodec();
    const decoderConfig = await track.getDecoderConfig();
    if (!codec || !decoderConfig) return undefined;
    const target = new BufferTarget();
    const output = new Output({ format: format(), target });
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    if (tags) output.setMetadataTags(metadataOf(tags));
    await output.start();
    const sink = new EncodedPacketSink(track);
    let packet = await sink.getFirstPacket();
    for (let count = 0; packet && count < packets; count += 1) {
      await source.add(packet, count === 0 ? { decoderConfig } : undefined);
      packet = await sink.getNextPacket(packet);
    }
    await output.finalize();
    const file = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
    if (name === 'FLAC') keepStreamInfo(bytes, file);
    return file;
  });
}

const STREAM_INFO = { from: 8, until: 42 };

/** With the checksum over the decoded sound, which the library leaves out. It is the first block of every such file. */
function keepStreamInfo(from: Uint8Array, into: Uint8Array): void {
  if (String.fromCharCode(...from.subarray(0, 4)) !== 'fLaC') return;
  into.set(from.subarray(STREAM_INFO.from, STREAM_INFO.until), STREAM_INFO.from);
}

function metadataOf({ title, artist, genre, comment, picture }: TagsToWrite): MetadataTags {
  const image = (data: Uint8Array): AttachedImage => ({ data, mimeType: 'image/png', kind: 'coverFront' });
  return {
    title,
    artist,
    comment,
    ...(genre !== null && { genre }),
    ...(picture && { images: [image(picture)] }),
  };
}
