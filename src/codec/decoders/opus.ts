import type { InputAudioTrack } from 'mediabunny';
import { DecodeError } from '../decode-error.ts';
import type { PcmAudio } from '../pcm.ts';
import { decodePackets } from './packets.ts';

export async function* decodeOpus(track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  // Loaded where it is needed: each sound has a process of its own, and most are no Opus.
  const { OpusDecoder } = await import('opus-decoder');
  const config = await track.getDecoderConfig();
  const decoder = new OpusDecoder(layoutOf(bytesOf(config?.description), await track.getNumberOfChannels()));
  await decoder.ready;
  try {
    yield* decodePackets(track, async (packets) => {
      const { sampleRate, channelData } = decoder.decodeFrames(packets);
      return { sampleRate, channels: channelData };
    });
  } finally {
    decoder.free();
  }
}

/** How the streams inside become channels: bytes 19 and up of the identification header (RFC 7845 §5.1). */
function layoutOf(header: Uint8Array, channels: number) {
  if (channels <= 2) return { channels };
  if (header.length < 21 + channels) throw new DecodeError('damaged', 'has too short an Opus header');
  const [streamCount = 0, coupledStreamCount = 0, ...channelMappingTable] = header.subarray(19, 21 + channels);
  return { channels, streamCount, coupledStreamCount, channelMappingTable };
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike | undefined): Uint8Array {
  if (!data) return new Uint8Array();
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
