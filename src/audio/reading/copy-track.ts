import {
  AdtsOutputFormat,
  type AudioCodec,
  BufferTarget,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  FlacOutputFormat,
  type InputAudioTrack,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  Output,
  type OutputFormat,
} from 'mediabunny';
import { createFlacRenumbering } from './flac-numbers.ts';
import { pcmFormat, swapped, writeWave } from './wave.ts';

/** A stretch of a sound. */
export interface Part {
  startSeconds: number;
  /** At the most: whole packets alone are taken. */
  seconds: number;
}

/** Of packets that end where a part does, by times that were rounded. */
const ROUNDING_SECONDS = 0.000_01;

/**
 * The packets of a track in a file of their own, none encoded again: AAC as M4A, or bare where it comes bare, Opus and Vorbis as
 * OGG, MP3, FLAC, samples as WAV. What is broken off ends where its last packet does; of a part, the packets that lie within it.
 * Undefined for a codec that none of these holds, and where there are no packets.
 */
export async function copyTrack(track: InputAudioTrack, part?: Part): Promise<Uint8Array | undefined> {
  const codec = await track.getCodec();
  if (codec?.startsWith('pcm-')) return copySamples(track, codec, part);
  const config = await track.getDecoderConfig();
  const format = codec && formatFor(codec, config?.description !== undefined);
  if (!codec || !format || !config) return undefined;

  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  const frameSeconds = codec === 'aac' ? await frameSecondsOf(track, config.sampleRate) : undefined;
  const renumbered = codec === 'flac' && part ? createFlacRenumbering() : undefined;
  let startsAt: number | undefined;
  let index = 0;
  for await (const packet of readable(track, { part })) {
    // The first ones may be the decoder's warm-up, and a film may begin before its sound.
    if (packet.timestamp < 0) continue;
    startsAt ??= packet.timestamp;
    const time =
      frameSeconds === undefined
        ? { timestamp: packet.timestamp - startsAt }
        : { timestamp: index * frameSeconds, duration: frameSeconds };
    const end = time.timestamp + (time.duration ?? packet.duration);
    if (part && end > part.seconds + ROUNDING_SECONDS) break;
    await source.add(packet.clone({ ...time, ...(renumbered && { data: renumbered(packet.data) }) }), {
      decoderConfig: config,
    });
    index += 1;
  }
  if (startsAt === undefined || index === 0) return undefined;
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer());
}

/** Of AAC, where the rate that is told is the whole one or, with a band that is made up, half of it. */
const FRAME_SAMPLES = [960, 1_024, 1_920, 2_048] as const;

/** Matroska rounds times to milliseconds and knows no length of the last packets, and frames are all alike. */
async function frameSecondsOf(track: InputAudioTrack, sampleRate: number): Promise<number> {
  let [first, last, count] = [0, 0, 0];
  for await (const { timestamp } of readable(track, { metadataOnly: true })) {
    if (count === 0) first = timestamp;
    last = timestamp;
    count += 1;
  }
  const mean = count < 2 ? 1_024 / sampleRate : (last - first) / (count - 1);
  const off = (samples: number) => Math.abs(samples / sampleRate - mean);
  return (
    FRAME_SAMPLES.reduce<number>((best, samples) => (off(samples) < off(best) ? samples : best), 1_024) / sampleRate
  );
}

function formatFor(codec: AudioCodec, hasDescription: boolean): OutputFormat | undefined {
  switch (codec) {
    case 'aac':
      return hasDescription ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new AdtsOutputFormat();
    case 'opus':
    case 'vorbis':
      return new OggOutputFormat();
    case 'mp3':
      return new Mp3OutputFormat();
    case 'flac':
      return new FlacOutputFormat();
    default:
      return undefined;
  }
}

const SAMPLES = /^pcm-([usf])(8|16|24|32|64)(be)?$/;

async function copySamples(
  track: InputAudioTrack,
  codec: string,
  part: Part | undefined,
): Promise<Uint8Array | undefined> {
  const [, kind, bits, isBig] = SAMPLES.exec(codec) ?? [];
  if (bits === undefined) return undefined;
  const bitsPerSample = Number(bits);
  const [channels, sampleRate] = [await track.getNumberOfChannels(), await track.getSampleRate()];
  const parts: Uint8Array[] = [];
  let startsAt: number | undefined;
  for await (const { data, timestamp } of readable(track, { part })) {
    startsAt ??= timestamp;
    if (part && timestamp - startsAt >= part.seconds) break;
    parts.push(data);
  }
  if (parts.length === 0) return undefined;
  const mostBytes = part ? Math.floor(part.seconds * sampleRate) * channels * (bitsPerSample / 8) : undefined;
  const joined = Buffer.concat(parts).subarray(0, mostBytes);
  const data = isBig ? swapped(joined, bitsPerSample / 8) : joined;
  const unsigned = kind === 's' && bitsPerSample === 8 ? data.map((value) => value ^ 0x80) : data;
  return writeWave(pcmFormat({ channels, sampleRate, bitsPerSample, isFloat: kind === 'f' }), unsigned);
}

/** Where a file is broken off, its sound is what comes before. From the packet on in which a part begins, where one is given. */
export async function* readable(
  track: InputAudioTrack,
  { metadataOnly = false, part }: { metadataOnly?: boolean; part?: Part | undefined } = {},
): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  let packet = await sink.getFirstPacket({ metadataOnly }).catch(() => null);
  if (packet && part && part.startSeconds > 0) {
    // What is asked for is counted from where the sound begins, as players do.
    const startsAt = Math.max(0, packet.timestamp) + part.startSeconds;
    packet = await sink.getPacket(startsAt, { metadataOnly }).catch(() => null);
  }
  while (packet) {
    yield packet;
    packet = await sink.getNextPacket(packet, { metadataOnly }).catch(() => null);
  }
}
