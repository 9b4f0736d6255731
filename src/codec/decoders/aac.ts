import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { InputAudioTrack } from 'mediabunny';
import { DecodeError } from '../decode-error.ts';
import type { PcmAudio } from '../pcm.ts';
import { type BatchSize, decodePackets } from './packets.ts';

/** A decoder is made for each batch and holds all of it decoded. */
const BATCH: BatchSize = { packets: 2_048, seconds: 12 };

/** Frames of the batch before: each needs the one before it. */
const OVERLAP = 2;

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/** AAC of any container, without what its timestamps leave out. The core of HE-AAC alone says how long its frames are. */
export async function* decodeAac(track: InputAudioTrack): AsyncGenerator<PcmAudio> {
  const config = await track.getDecoderConfig();
  const description = bytesOf(config?.description);
  const header = description.length >= 2 ? headerOf(description) : undefined;
  const open = await openDecoder();
  let before: Uint8Array[] = [];
  yield* decodePackets(
    track,
    async (packets) => {
      // The decoder makes no sound of the first frame that it gets.
      const overlap = before.length > 0 ? before : packets.slice(0, 1);
      const frames = [...overlap, ...packets];
      const sound = await open(Buffer.concat(frames.map((frame) => header?.(frame) ?? frame)));
      const samplesPerFrame = Math.round((sound.channels[0]?.length ?? 0) / (frames.length - 1));
      const skipped = (overlap.length - 1) * samplesPerFrame;
      before = packets.slice(-OVERLAP);
      return { ...sound, channels: sound.channels.map((channel) => channel.subarray(skipped)) };
    },
    BATCH,
  );
}

/** Puts in front of a frame what it has outside of a film (ISO/IEC 13818-7, ADTS). */
function headerOf(description: Uint8Array): (frame: Uint8Array) => Uint8Array {
  const [first = 0, second = 0] = description;
  const kind = first >> 3;
  const rateIndex = ((first & 7) << 1) | (second >> 7);
  const channels = (second >> 3) & 15;
  if (rateIndex >= SAMPLE_RATES.length || ![2, 5, 29].includes(kind) || channels === 0 || channels > 7) {
    throw new DecodeError('unsupported', 'is a kind of AAC that is not decoded');
  }
  return (frame) => {
    const size = frame.length + 7;
    const header = Uint8Array.of(
      0xff,
      0xf1,
      (1 << 6) | (rateIndex << 2) | (channels >> 2),
      ((channels & 3) << 6) | (size >> 11),
      (size >> 3) & 0xff,
      ((size & 7) << 5) | 0x1f,
      0xfc,
    );
    return Buffer.concat([header, frame]);
  };
}

const PACKAGE = '@martel/audio-file-decoder';

/** What the library looks for where it takes itself to be a script of Node's. */
interface Expected {
  require?: NodeJS.Require;
  __dirname?: string;
}

async function openDecoder(): Promise<(bytes: Uint8Array) => Promise<PcmAudio>> {
  const require = createRequire(import.meta.url);
  Object.assign(globalThis satisfies Expected, { require, __dirname: '/' } satisfies Expected);
  const { getAudioDecoder } = await import('@martel/audio-file-decoder');
  const program = await readFile(fileURLToPath(import.meta.resolve(`${PACKAGE}/decode-audio.wasm`)));
  const address = `data:application/wasm;base64,${program.toString('base64')}`;
  return async (bytes) => {
    const copy = Uint8Array.from(bytes);
    const decoder = await withoutNewListeners(() => getAudioDecoder(address, copy.buffer));
    try {
      const { sampleRate, channelCount } = decoder;
      const samples = decoder.decodeAudioData(0, -1, { multiChannel: true });
      return { sampleRate, channels: planesOf(samples, channelCount) };
    } finally {
      decoder.dispose();
      collectGarbage();
    }
  };
}

/** What a decoder held is not counted as the heap's, so that nothing else would make the engine let go of it in time. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

const WATCHED = ['uncaughtException', 'unhandledRejection'] as const;

/** Each decoder listens for errors of the process for good, by which it would be kept in memory for as long. */
async function withoutNewListeners<Result>(open: () => Promise<Result>): Promise<Result> {
  const before = new Set(WATCHED.flatMap((event) => process.listeners(event as 'uncaughtException')));
  try {
    return await open();
  } finally {
    for (const event of WATCHED) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before.has(listener)) process.removeListener(event, listener);
      }
    }
  }
}

function planesOf(samples: Float32Array, count: number): Float32Array[] {
  const length = Math.floor(samples.length / count);
  return Array.from({ length: count }, (_, channel) => {
    const plane = new Float32Array(length);
    for (let index = 0; index < length; index++) plane[index] = samples[index * count + channel] ?? 0;
    return plane;
  });
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike | undefined): Uint8Array {
  if (!data) return new Uint8Array();
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
