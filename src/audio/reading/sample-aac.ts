import {
  ADTS,
  AdtsOutputFormat,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  Mp4OutputFormat,
  Output,
  QTFF,
} from 'mediabunny';

/** So much, in seconds, is taken as a whole. */
const SHORT_SECONDS = 30;
/** Of longer ones so much is taken, in seconds, once in each step. */
const STRETCH_SECONDS = 0.25;
const STEP_SECONDS = 4;

/**
 * What there is to hear in AAC, here and there, in files of their own: a stretch from its middle first, and then those that are
 * spread over all of it. Undefined for any other sound.
 */
export async function sampleAac(bytes: Uint8Array): Promise<Uint8Array[] | undefined> {
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF, MATROSKA, MPEG_TS, ADTS] });
  if (!(await input.canRead().catch(() => false))) return undefined;
  const track = await input.getPrimaryAudioTrack();
  if (!track || (await track.getCodec()) !== 'aac') return undefined;
  const [startsAt, endsAt] = [await track.getFirstTimestamp(), await track.computeDuration()];
  const isShort = endsAt - startsAt <= SHORT_SECONDS;
  const step = isShort ? STRETCH_SECONDS : STEP_SECONDS;
  const starts = Array.from({ length: Math.ceil((endsAt - startsAt) / step) }, (_, index) => startsAt + index * step);
  const middle = starts.slice(Math.floor(starts.length / 2)).slice(0, 1);
  const samples = [await stretches(track, middle), await stretches(track, starts)];
  return samples.filter((sample) => sample !== undefined);
}

async function stretches(track: InputAudioTrack, starts: readonly number[]): Promise<Uint8Array | undefined> {
  const config = await track.getDecoderConfig();
  if (!config) return undefined;
  const target = new BufferTarget();
  const format = config.description ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new AdtsOutputFormat();
  const output = new Output({ format, target });
  const source = new EncodedAudioPacketSource('aac');
  output.addAudioTrack(source);
  await output.start();
  const sink = new EncodedPacketSink(track);
  let written = 0;
  for (const start of starts) {
    let packet = await sink.getPacket(start);
    while (packet && packet.timestamp < start + STRETCH_SECONDS) {
      await source.add(packet.clone({ timestamp: written }), { decoderConfig: config });
      written += packet.duration;
      packet = await sink.getNextPacket(packet);
    }
  }
  if (written === 0) return undefined;
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer());
}
