import type { InputAudioTrack } from 'mediabunny';
import { DecodeError } from '../decode-error.ts';
import type { PcmAudio } from '../pcm.ts';
import { decodeAlacPacket, readAlacConfig } from './alac-frame.ts';
import { decodePackets } from './packets.ts';

/** Apple Lossless. `bytes`: of the whole file, as the demuxer does not hand out what the track says of its packets. */
export async function* decodeAlac(bytes: Uint8Array, track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  const config = configIn(bytes);
  if (!config) throw new DecodeError('unsupported', 'says too little of how it is packed');
  const { sampleRate, channels, bitDepth } = config;
  yield* decodePackets(track, async (packets) => {
    const decoded = packets.map((packet) => decodeAlacPacket(packet, config));
    const length = decoded.reduce((sum, planes) => sum + (planes[0]?.length ?? 0), 0);
    const joined = Array.from({ length: channels }, () => new Float32Array(length));
    let at = 0;
    for (const planes of decoded) {
      for (const [channel, into] of joined.entries()) {
        const plane = planes[channel] ?? planes[0] ?? new Int32Array();
        for (let index = 0; index < plane.length; index++) into[at + index] = (plane[index] ?? 0) / 2 ** (bitDepth - 1);
      }
      at += planes[0]?.length ?? 0;
    }
    return { sampleRate, channels: joined };
  });
}

/** Its box: 36 bytes long, `alac`, version and flags of zero. */
const BOX_HEAD = Buffer.from('00000024616c616300000000', 'hex');

function configIn(bytes: Uint8Array) {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(BOX_HEAD);
  return at < 0 ? undefined : readAlacConfig(bytes.subarray(at + BOX_HEAD.length));
}
