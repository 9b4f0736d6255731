import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  type InputAudioTrack,
  Mp3OutputFormat,
  OggOutputFormat,
  Output,
} from 'mediabunny';
import { DecodeError } from './decode-error.ts';

/** A track of a film in a file of its own kind, for decoders that take whole files. Its packets are copied. */
export async function unwrapTrack(track: InputAudioTrack, codec: 'mp3' | 'vorbis'): Promise<Uint8Array> {
  const decoderConfig = await track.getDecoderConfig();
  const target = new BufferTarget();
  const output = new Output({ format: codec === 'mp3' ? new Mp3OutputFormat() : new OggOutputFormat(), target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  let startsAt: number | undefined;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    if (packet.timestamp < 0) continue;
    startsAt ??= packet.timestamp;
    await source.add(packet.clone({ timestamp: packet.timestamp - startsAt }), decoderConfig ? { decoderConfig } : {});
  }
  if (startsAt === undefined) throw new DecodeError('damaged', 'holds no sound');
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer());
}
