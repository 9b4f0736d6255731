import type { PcmAudio } from '../../src/codec/pcm.ts';

export interface Tones {
  seconds: number;
  sampleRate?: number;
  /** One tone per channel. */
  hertz: readonly number[];
}

/** Pure tones at half of full scale. */
export function makeTones({ seconds, sampleRate = 44_100, hertz }: Tones): PcmAudio {
  const length = Math.round(seconds * sampleRate);
  return {
    sampleRate,
    channels: hertz.map((tone) =>
      Float32Array.from({ length }, (_, index) => 0.5 * Math.sin((2 * Math.PI * tone * index) / sampleRate)),
    ),
  };
}

/** How much of one frequency is in a channel: 0.5 for a pure tone at half of full scale. */
export function amountOf(samples: Float32Array, hertz: number, sampleRate: number): number {
  let [real, imaginary] = [0, 0];
  for (const [index, value] of samples.entries()) {
    const angle = (2 * Math.PI * hertz * index) / sampleRate;
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

export interface WavFlavour {
  bits: 8 | 16 | 24 | 32;
  isFloat?: boolean;
  isExtensible?: boolean;
}

/** A WAV file written by hand, so that no encoder of ours can agree with a mistake of our decoder. */
export function makeWav(pcm: PcmAudio, { bits, isFloat = false, isExtensible = false }: WavFlavour): Uint8Array {
  const channels = pcm.channels.length;
  const frames = pcm.channels[0]?.length ?? 0;
  const blockBytes = (channels * bits) / 8;
  const formatBytes = isExtensible ? 40 : 16;
  const file = Buffer.alloc(28 + formatBytes + frames * blockBytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(formatBytes, 16);
  file.writeUInt16LE(isExtensible ? 0xfffe : isFloat ? 3 : 1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(pcm.sampleRate, 24);
  file.writeUInt32LE(pcm.sampleRate * blockBytes, 28);
  file.writeUInt16LE(blockBytes, 32);
  file.writeUInt16LE(bits, 34);
  if (isExtensible) {
    file.writeUInt16LE(22, 36);
    file.writeUInt16LE(bits, 38);
    file.writeUInt32LE(channels === 1 ? 4 : 3, 40);
    file.writeUInt16LE(isFloat ? 3 : 1, 44);
    file.write('000000001000800000aa00389b71', 46, 'hex');
  }
  file.write('data', 20 + formatBytes);
  file.writeUInt32LE(frames * blockBytes, 24 + formatBytes);
  let at = 28 + formatBytes;
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of pcm.channels) {
      at = writeSample(file, at, channel[frame] ?? 0, bits, isFloat);
    }
  }
  return file;
}

function writeSample(file: Buffer, at: number, value: number, bits: number, isFloat: boolean): number {
  if (isFloat) return file.writeFloatLE(value, at);
  if (bits === 8) return file.writeUInt8(Math.round(value * 127) + 128, at);
  return file.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bits / 8);
}
