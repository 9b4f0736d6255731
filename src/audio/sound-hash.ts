import { createHash, type Hash } from 'node:crypto';
import { EncodedPacketSink, type InputAudioTrack } from 'mediabunny';

/**
 * SHA-256 of a song's encoded sound, in hex: the same for the same sound in another container, with other tags, with more bytes
 * behind it. Null where no packet can be read.
 */
export async function soundHashOf(track: InputAudioTrack, container: string): Promise<string | null> {
  const digest = createDigest(container);
  const sink = new EncodedPacketSink(track);
  try {
    let packet = await sink.getFirstPacket();
    while (packet) {
      digest.add(container === 'AAC' ? withoutAdtsHeader(packet.data) : packet.data);
      packet = await sink.getNextPacket(packet);
    }
  } catch {
    // Where a file is broken off, its sound is what comes before.
  }
  return digest.end();
}

/** The same sum for FLAC in Ogg, which the packet sink does not know, by its pages. */
export function soundHashOfOggFlac(bytes: Uint8Array): string | null {
  const digest = createDigest('FLAC');
  for (const packet of oggPackets(bytes)) {
    // Headers come first; only frames begin with the sync code.
    if (packet[0] === 0xff) digest.add(packet);
  }
  return digest.end();
}

/**
 * Where a frame of FLAC ends is known only by the next one, so that bytes which were appended seem to belong to the last one:
 * that one does not count.
 */
function createDigest(container: string) {
  const hash = createHash('sha256');
  let waiting: Uint8Array | undefined;
  let isEmpty = true;
  const take = (packet: Uint8Array, into: Hash) => {
    isEmpty = false;
    into.update(packet);
  };
  return {
    add(packet: Uint8Array) {
      if (container !== 'FLAC') return take(packet, hash);
      if (waiting) take(waiting, hash);
      waiting = packet;
    },
    end: () => (isEmpty ? null : hash.digest('hex')),
  };
}

/** Seven bytes, and two more where there is a checksum, before each frame of bare AAC; MP4 has the frame alone. */
function withoutAdtsHeader(frame: Uint8Array): Uint8Array {
  return frame.subarray(((frame[1] ?? 0) & 1) === 1 ? 7 : 9);
}

const OGG_HEADER_BYTES = 27;

function* oggPackets(bytes: Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  for (let page = 0; page + OGG_HEADER_BYTES <= bytes.length && isPage(bytes, page); ) {
    const segments = bytes[page + 26] ?? 0;
    const table = bytes.subarray(page + OGG_HEADER_BYTES, page + OGG_HEADER_BYTES + segments);
    let at = page + OGG_HEADER_BYTES + segments;
    for (const size of table) {
      parts.push(bytes.subarray(at, at + size));
      at += size;
      if (size === 255) continue;
      yield Buffer.concat(parts);
      parts = [];
    }
    page = at;
  }
}

function isPage(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53;
}
