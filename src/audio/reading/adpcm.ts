import { blankWave, pcmFormat, type Wave } from './wave.ts';

const MICROSOFT = 2;
const IMA = 17;

/** A WAV of ADPCM with its samples at 16 bits; undefined where it is no ADPCM that we know. */
export function waveOfAdpcm(wave: Wave): Uint8Array | undefined {
  const { tag, channels, blockBytes, data, sampleRate } = wave;
  if ((tag !== MICROSOFT && tag !== IMA) || channels > 2) return undefined;
  const headBytes = (tag === IMA ? 4 : 7) * channels;
  if (blockBytes <= headBytes) return undefined;
  const perBlock = ((blockBytes - headBytes) * 2) / channels + (tag === IMA ? 1 : 2);
  const count = Math.floor(data.length / blockBytes) * Math.floor(perBlock) * channels;
  const filled = blankWave(pcmFormat({ channels, sampleRate, bitsPerSample: 16 }), count * 2);
  const samples = new Int16Array(filled.data.buffer, filled.data.byteOffset, count);
  let made = 0;
  for (let at = 0; at + blockBytes <= data.length; at += blockBytes) {
    const block = data.subarray(at, at + blockBytes);
    made +=
      tag === IMA
        ? decodeImaBlock(block, channels, samples, made)
        : decodeMicrosoftBlock(block, channels, samples, made);
  }
  return filled.wave;
}

const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
  130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060,
  1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484,
  7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
] as const;
const IMA_INDEX_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8] as const;

function decodeImaBlock(block: Uint8Array, channels: number, into: Int16Array, from: number): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const states = Array.from({ length: channels }, (_, channel) => {
    return { value: view.getInt16(channel * 4, true), index: Math.min(88, view.getUint8(channel * 4 + 2)) };
  });
  for (const [channel, { value }] of states.entries()) into[from + channel] = value;
  // Four bytes, eight samples, of each channel in turn.
  const groups = Math.floor((block.length - 4 * channels) / (4 * channels));
  for (let group = 0; group < groups; group++) {
    for (const [channel, state] of states.entries()) {
      const start = 4 * channels + (group * channels + channel) * 4;
      for (let sample = 0; sample < 8; sample++) {
        const nibble = ((block[start + (sample >> 1)] ?? 0) >> (sample % 2 === 0 ? 0 : 4)) & 15;
        into[from + (1 + group * 8 + sample) * channels + channel] = nextIma(state, nibble);
      }
    }
  }
  return (1 + groups * 8) * channels;
}

function nextIma(state: { value: number; index: number }, nibble: number): number {
  const step = STEPS[state.index] ?? 0;
  const difference =
    (step >> 3) + (nibble & 1 ? step >> 2 : 0) + (nibble & 2 ? step >> 1 : 0) + (nibble & 4 ? step : 0);
  state.value = clamp(state.value + (nibble & 8 ? -difference : difference));
  state.index = Math.max(0, Math.min(88, state.index + (IMA_INDEX_CHANGES[nibble & 7] ?? 0)));
  return state.value;
}

const FIRST_FACTORS = [256, 512, 0, 192, 240, 460, 392] as const;
const SECOND_FACTORS = [0, -256, 0, 64, 0, -208, -232] as const;
const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230] as const;

function decodeMicrosoftBlock(block: Uint8Array, channels: number, into: Int16Array, from: number): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const word = (index: number, channel: number) => view.getInt16(channels * (1 + 2 * index) + 2 * channel, true);
  const states = Array.from({ length: channels }, (_, channel) => {
    const predictor = Math.min(6, view.getUint8(channel));
    return { predictor, delta: word(0, channel), last: word(1, channel), before: word(2, channel) };
  });
  for (const [channel, { last, before }] of states.entries()) {
    into[from + channel] = before;
    into[from + channels + channel] = last;
  }
  let made = 2 * channels;
  for (const byte of block.subarray(7 * channels)) {
    for (const nibble of [byte >> 4, byte & 15]) {
      const state = states[made % channels];
      if (state) into[from + made] = nextMicrosoft(state, nibble);
      made += 1;
    }
  }
  return made;
}

function nextMicrosoft(
  state: { predictor: number; delta: number; last: number; before: number },
  nibble: number,
): number {
  const first = FIRST_FACTORS[state.predictor] ?? 0;
  const second = SECOND_FACTORS[state.predictor] ?? 0;
  const predicted = (state.last * first + state.before * second) >> 8;
  const value = clamp(predicted + (nibble > 7 ? nibble - 16 : nibble) * state.delta);
  state.before = state.last;
  state.last = value;
  state.delta = Math.max(16, ((ADAPTATION[nibble] ?? 230) * state.delta) >> 8);
  return value;
}

function clamp(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value));
}
