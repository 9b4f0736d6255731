import { BufferTarget, EncodedAudioPacketSource, type InputAudioTrack, Mp4OutputFormat, Output } from 'mediabunny';
import { type Part, readable } from './copy-track.ts';

/** Of AAC, which the library knows how to write; it says nothing of these packets and is replaced. */
const PLACEHOLDER = Uint8Array.of(0x12, 0x10);
const ENTRY_BYTES = 36;
/** The box in which a track of Apple Lossless says how it is packed: its size, name, version and flags, and 24 bytes. */
const BOX_HEAD = Buffer.from('00000024616c616300000000', 'hex');

/**
 * A part of a track of Apple Lossless as an M4A of its own. The library copies its packets and has no name for them, so they are
 * written under another one. Undefined where the file does not say how they are packed, and where there are none.
 */
export async function copyAlac(bytes: Uint8Array, track: InputAudioTrack, part: Part): Promise<Uint8Array | undefined> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = file.indexOf(BOX_HEAD);
  if (at < 0) return undefined;
  const target = new BufferTarget();
  // The index at the end, so that nothing in it says where later bytes are.
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target });
  const source = new EncodedAudioPacketSource('aac');
  output.addAudioTrack(source);
  await output.start();
  const [sampleRate, numberOfChannels] = [await track.getSampleRate(), await track.getNumberOfChannels()];
  const decoderConfig = { codec: 'mp4a.40.2', sampleRate, numberOfChannels, description: PLACEHOLDER };
  let startsAt: number | undefined;
  for await (const packet of readable(track, { part })) {
    startsAt ??= packet.timestamp;
    const timestamp = packet.timestamp - startsAt;
    if (timestamp + packet.duration > part.seconds) break;
    await source.add(packet.clone({ timestamp }), { decoderConfig });
  }
  if (startsAt === undefined) return undefined;
  await output.finalize();
  const made = Buffer.from(target.buffer ?? new ArrayBuffer());
  return withEntry(made, file.subarray(at, at + BOX_HEAD.length + 24));
}

/** The boxes around a track's description, from the outside in. */
const AROUND = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'];

function withEntry(made: Buffer, alac: Buffer): Uint8Array | undefined {
  const name = made.lastIndexOf('mp4a');
  const start = name - 4;
  if (name < 0) return undefined;
  const entry = Buffer.concat([made.subarray(start, start + ENTRY_BYTES), alac]);
  entry.writeUInt32BE(entry.length, 0);
  entry.write('alac', 4, 'latin1');
  // How many bits a sample has.
  entry.writeUInt16BE(alac[BOX_HEAD.length + 5] ?? 16, 26);
  const before = made.readUInt32BE(start);
  for (const box of AROUND) {
    const at = made.lastIndexOf(box, name) - 4;
    made.writeUInt32BE(made.readUInt32BE(at) + entry.length - before, at);
  }
  return Buffer.concat([made.subarray(0, start), entry, made.subarray(start + before)]);
}
