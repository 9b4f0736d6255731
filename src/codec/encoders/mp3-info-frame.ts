import { frameBytes, type Mp3Header, readHeader } from '../mp3-frame.ts';

/** LAME's own delay, in samples; a decoder adds 529 of its own and knows it. */
const ENCODER_DELAY = 576;
const LAME_TAG_BYTES = 36;
/** 'Info' means constant bitrate, where 'Xing' means variable. */
const INFO_BYTES = 16;

/**
 * The silent first frame that tells players how many frames follow and how many samples to cut at both ends, so that the
 * decoded sound has exactly `samples` samples. Layout: the LAME tag, http://gabriel.mp3-tech.org/mp3infotag.html.
 */
export function infoFrame(frames: Uint8Array, samples: number): Uint8Array {
  const header = readHeader(frames);
  const tagAt = 4 + header.sideInfoBytes;
  const lameAt = tagAt + INFO_BYTES;
  const { index, bytes } = smallestFrame(header, lameAt + LAME_TAG_BYTES);
  const frame = new Uint8Array(bytes);
  const view = new DataView(frame.buffer);
  // The stream's own header, but without checksum, unpadded, and of the bitrate that makes room for the tag.
  frame.set(frames.subarray(0, 4));
  frame[1] = (frame[1] ?? 0) | 1;
  frame[2] = (index << 4) | ((frame[2] ?? 0) & 0b0000_1100);

  const count = countFrames(frames);
  const totalBytes = frames.length + bytes;
  writeText(frame, tagAt, 'Info');
  view.setUint32(tagAt + 4, 0b0011); // what follows: frames and bytes
  view.setUint32(tagAt + 8, count);
  view.setUint32(tagAt + 12, totalBytes);

  const padding = Math.min(4_095, Math.max(0, count * header.samplesPerFrame - ENCODER_DELAY - samples));
  writeText(frame, lameAt, 'LAME3.100');
  frame[lameAt + 9] = 1; // tag revision 0, constant bitrate
  frame[lameAt + 20] = Math.min(255, header.bitrates[header.bitrateIndex] ?? 0);
  frame[lameAt + 21] = ENCODER_DELAY >> 4;
  frame[lameAt + 22] = ((ENCODER_DELAY & 15) << 4) | (padding >> 8);
  frame[lameAt + 23] = padding & 255;
  view.setUint32(lameAt + 28, totalBytes);
  return frame;
}

/** Of the stream's own bitrate, or the next that holds as many bytes: at the lowest ones a frame is smaller than the tag. */
function smallestFrame(header: Mp3Header, neededBytes: number): { index: number; bytes: number } {
  for (let index = header.bitrateIndex; index < header.bitrates.length; index++) {
    const bytes = frameBytes({ ...header, isPadded: false }, header.bitrates[index] ?? 0);
    if (bytes >= neededBytes) return { index, bytes };
  }
  throw new RangeError('no frame holds the tag');
}

function countFrames(frames: Uint8Array): number {
  let count = 0;
  let at = 0;
  while (at + 4 <= frames.length) {
    const header = readHeader(frames, at);
    at += frameBytes(header, header.bitrates[header.bitrateIndex] ?? 0) || frames.length;
    count++;
  }
  return count;
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
}
