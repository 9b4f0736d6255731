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
      digest.add(packet.data);
      packet = await sink.getNextPacket(packet);
    }
  } catch {
    // Where a file is broken off, its sound is what comes before.
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
