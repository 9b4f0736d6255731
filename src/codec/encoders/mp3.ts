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

/** Constant bitrate, behind a header that lets players cut the encoder's delay and padding away. */
export async function encodeMp3(pcm: PcmAudio, wantedKbps: number): Promise<Uint8Array> {
  const { sampleRate, channels } = pcm;
  const choices = sampleRate >= 32_000 ? MPEG_1 : sampleRate >= 16_000 ? MPEG_2 : MPEG_2_5;
  const bitrate = choices.reduce((best, choice) =>
    Math.abs(choice - wantedKbps) < Math.abs(best - wantedKbps) ? choice : best,
  );
  const encoder = await createMp3Encoder();
  encoder.configure({
    sampleRate,
    channels: channels.length === 1 ? 1 : 2,
    bitrate,
    // LAME would lower the rate by itself at low bitrates.
    outputSampleRate: sampleRate as Mp3Rate,
  });
  const parts: Uint8Array[] = [];
  // What the encoder returns is a view of its memory, gone at the next call.
  for (const piece of piecesOf(pcm)) parts.push(encoder.encode(piece).slice());
  parts.push(encoder.finalize().slice());
  const frames = concatenate(parts);
  return concatenate([infoFrame(frames, channels[0]?.length ?? 0), frames]);
}
