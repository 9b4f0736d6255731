import { oggPackets } from './ogg.ts';

/** The marker, the header of the block with the stream's own facts, and that block. */
const HEAD_BYTES = 42;

/** The mapping header before the marker and the first block in the first packet of a FLAC stream in Ogg. */
const MAPPING_BYTES = 9;

/** The FLAC file that lies in an Ogg one. Undefined where there is none. */
export function flacOfOgg(bytes: Uint8Array): Uint8Array | undefined {
  const frames: Uint8Array[] = [];
  let head: Uint8Array | undefined;
  for (const packet of oggPackets(bytes)) {
    if (!head) head = Uint8Array.from(packet.subarray(MAPPING_BYTES, MAPPING_BYTES + HEAD_BYTES));
    else if (packet[0] === 0xff) frames.push(packet);
  }
  if (!head || head.length < HEAD_BYTES || frames.length === 0) return undefined;
  head[4] = 0x80;
  return Buffer.concat([head, ...frames]);
}
