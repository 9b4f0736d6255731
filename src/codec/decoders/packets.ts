import { EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import type { PcmAudio } from '../pcm.ts';

/** Whichever is reached first, so that packets of unusual length do not make large pieces. */
const PIECE: BatchSize = { packets: 64, seconds: 2 };

/** How much is decoded at once. */
export interface BatchSize {
  packets: number;
  seconds: number;
}

/**
 * Decodes a track packet by packet. The container's timestamps say what is sound: samples before zero are the decoder's
 * warm-up, and those after the end of a packet's announced duration are padding.
 */
export async function* decodePackets(
  track: InputAudioTrack,
  decode: (packets: Uint8Array[]) => Promise<PcmAudio>,
  batch: BatchSize = PIECE,
): AsyncGenerator<PcmAudio> {
  let waiting: Uint8Array[] = [];
  let startsAt: number | undefined;
  let endsAt = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    startsAt ??= packet.timestamp;
    endsAt = packet.timestamp + packet.duration;
    waiting.push(packet.data);
    if (waiting.length < batch.packets && endsAt - startsAt < batch.seconds) continue;
    const piece = trim(await decode(waiting), startsAt, endsAt);
    yield piece;
    waiting = [];
    startsAt = undefined;
  }
  if (startsAt !== undefined) yield trim(await decode(waiting), startsAt, endsAt);
}

function trim({ sampleRate, channels }: PcmAudio, startsAt: number, endsAt: number): PcmAudio {
  const first = Math.max(0, Math.round(-startsAt * sampleRate));
  const last = Math.round((endsAt - startsAt) * sampleRate);
  return { sampleRate, channels: channels.map((channel) => channel.subarray(first, last)) };
}
