import { createMp3Encoder } from 'wasm-media-encoders';
import type { PcmAudio } from '../pcm.ts';
import { infoFrame } from './mp3-info-frame.ts';
import { concatenate, piecesOf } from './pieces.ts';

type Mp3Encoder = Awaited<ReturnType<typeof createMp3Encoder>>;
type Mp3Configuration = Parameters<Mp3Encoder['configure']>[0];
type Mp3Bitrate = NonNullable<Mp3Configuration['bitrate']>;
type Mp3Rate = NonNullable<Mp3Configuration['outputSampleRate']>;

/** In kbit/s, by MPEG version: 1 from 32 kHz, 2 from 16 kHz, 2.5 below. */
const MPEG_1: readonly Mp3Bitrate[] = [32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2: readonly Mp3Bitrate[] = [8, 16, 24, 32, 40, 48, 64, 80, 96, 112, 128, 160];
const MPEG_2_5: readonly Mp3Bitrate[] = [8, 16, 24, 32, 40, 48, 64];

export interface Mp3Settings {
  /** The nearest that the format has at this sample rate is used. */
  bitrateKbps: number;
  /** One that the format has. */
  sampleRate: number;
  channels: number;
}

export interface Mp3Writer {
  add(channels: readonly Float32Array[]): void;
  /** The whole file. */
  end(): Uint8Array;
}

/** Constant bitrate, behind a header that lets players cut the encoder's delay and padding away. */
export async function encodeMp3(pcm: PcmAudio, bitrateKbps: number): Promise<Uint8Array> {
  const { sampleRate, channels } = pcm;
  const writer = await createMp3Writer({ bitrateKbps, sampleRate, channels: channels.length });
  for (const piece of piecesOf(pcm)) writer.add(piece);
  return writer.end();
}

/** Encodes sound as MP3 that comes piece by piece, each with all channels. */
export async function createMp3Writer({ bitrateKbps, sampleRate, channels }: Mp3Settings): Promise<Mp3Writer> {
  const choices = sampleRate >= 32_000 ? MPEG_1 : sampleRate >= 16_000 ? MPEG_2 : MPEG_2_5;
  const bitrate = choices.reduce((best, choice) =>
    Math.abs(choice - bitrateKbps) < Math.abs(best - bitrateKbps) ? choice : best,
  );
  const encoder = await createMp3Encoder();
  encoder.configure({
    sampleRate,
    channels: channels === 1 ? 1 : 2,
    bitrate,
    // LAME would lower the rate by itself at low bitrates.
    outputSampleRate: sampleRate as Mp3Rate,
  });
  const parts: Uint8Array[] = [];
  let samples = 0;
  return {
    add(piece) {
      samples += piece[0]?.length ?? 0;
      // What the encoder returns is a view of its memory, gone at the next call.
      parts.push(encoder.encode([...piece]).slice());
    },
    end() {
      parts.push(encoder.finalize().slice());
      const frames = concatenate(parts);
      return concatenate([infoFrame(frames, samples), frames]);
    },
  };
}
