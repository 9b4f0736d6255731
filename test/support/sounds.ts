import { decodeAudio } from '../../src/codec/decode.ts';
import { encodeAudio } from '../../src/codec/encode.ts';
import type { PcmAudio } from '../../src/codec/pcm.ts';
import type { UploadedFile } from '../../src/sandbox/discord/types.ts';
import type { startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import type { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';

const SAMPLE_RATE = 8_000;

/** A plain tone of so many seconds: small, and honest audio. */
export function toneOf(seconds: number, hertz = 220): PcmAudio {
  const samples = new Float32Array(Math.round(seconds * SAMPLE_RATE));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = 0.3 * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE);
  }
  return { sampleRate: SAMPLE_RATE, channels: [samples] };
}

/** A song as a member would upload it. Each `hertz` is another song. */
export async function songOf(seconds: number, { name = 'song.wav', hertz = 220 } = {}): Promise<UploadedFile> {
  const settings = { format: 'wav', bitrateKbps: 0, sampleRate: SAMPLE_RATE, channels: 1 } as const;
  return { name, data: await encodeAudio(toneOf(seconds, hertz), settings), contentType: 'audio/wav' };
}

type RenderOrder = Parameters<Parameters<typeof startRunwareSandbox>[0]['render']>[0];

/** A cover that costs no time: how covers sound is tested where they are made. Even and odd seeds are two takes. */
export async function renderQuickly({ audio, seed }: RenderOrder) {
  const data = await encodedTone(7, 200 + (seed % 2) * 100, audio);
  return { data, durationMs: 7_000, family: 'tone' };
}

const encoded = new Map<string, Promise<Uint8Array>>();

/** Each tone is encoded once for a whole file of tests. */
function encodedTone(seconds: number, hertz: number, audio: RenderOrder['audio']): Promise<Uint8Array> {
  const key = JSON.stringify({ seconds, hertz, audio });
  const tone = encoded.get(key) ?? encodeAudio(toneOf(seconds, hertz), audio);
  encoded.set(key, tone);
  return tone;
}

type ComposeOrder = Parameters<Parameters<typeof startMinimaxSandbox>[0]['compose']>[0];

export async function composeQuickly({ audio, seed }: ComposeOrder) {
  return { data: await encodedTone(12, 200 + (seed % 2) * 100, audio), durationMs: 12_000 };
}

/** Longer than any model takes. */
const LONGEST_SECONDS = 660;

export async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const { channels, sampleRate } = await decodeAudio(bytes, { maximumSeconds: LONGEST_SECONDS });
  return { durationMs: ((channels[0]?.length ?? 0) / sampleRate) * 1_000 };
}
