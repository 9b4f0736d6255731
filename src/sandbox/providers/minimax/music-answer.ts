import type { Clock } from '../../../clock.ts';
import { type ApiAnswer, success } from './answer.ts';
import type { MusicOrder } from './check-music.ts';
import { hold } from './hold.ts';
import type { ResultFiles } from './result-files.ts';
import type { MinimaxSettings } from './settings.ts';

export interface Music {
  data: Uint8Array;
  durationMs: number;
}

interface Details {
  traceId: string;
  settings: MinimaxSettings;
}

const COMPLETE = 2;
const IN_PROGRESS = 1;
/** Six to eight were seen. */
const CHUNKS = 6;

/** The finished song, in hex or behind a link. */
export function musicAnswer(
  music: Music,
  order: MusicOrder,
  { files, ...details }: Details & { files: ResultFiles },
): ApiAnswer {
  if (order.output === 'hex') return finalAnswer(music, order, { audio: hexOf(music.data) }, details);
  const link = files.keep(music.data, order.sound.format);
  return finalAnswer(music, order, { [details.settings.urlField]: link }, details);
}

/** The song in pieces and then, in one last frame, as a whole. */
export function streamedAnswer(
  music: Music,
  order: MusicOrder,
  { clock, endsAt, signal, ...details }: Details & { clock: Clock; endsAt: number; signal: AbortSignal },
): ApiAnswer {
  const last = finalAnswer(music, order, { audio: hexOf(music.data) }, details);

  async function* frames(): AsyncGenerator<string> {
    const stepMs = (endsAt - clock.now()) / CHUNKS;
    const chunkBytes = Math.max(1, Math.ceil(music.data.length / CHUNKS));
    for (let start = 0; start < music.data.length; start += chunkBytes) {
      const audio = hexOf(music.data.subarray(start, start + chunkBytes));
      const { body } = success({ data: { audio, status: IN_PROGRESS }, trace_id: details.traceId });
      yield frameOf(body);
      await hold(clock, stepMs, signal);
    }
    yield frameOf(last.body);
  }

  return { ...last, frames: frames() };
}

function frameOf(body: Record<string, unknown>): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}

function finalAnswer(
  music: Music,
  order: MusicOrder,
  audio: Record<string, string>,
  { traceId, settings }: Details,
): ApiAnswer {
  return success({
    data: { ...audio, status: COMPLETE },
    trace_id: traceId,
    extra_info: extraInfo(music, order, settings),
    analysis_info: null,
  });
}

function extraInfo({ data, durationMs }: Music, { sound }: MusicOrder, settings: MinimaxSettings) {
  const { sampleRate, channels, bitrate } = sound;
  if (settings.extraInfoNames === 'audio') {
    return { audio_length: Math.round(durationMs), audio_sample_rate: sampleRate, audio_size: data.length, bitrate };
  }
  return {
    music_duration: Math.round(durationMs),
    music_sample_rate: sampleRate,
    music_channel: channels,
    bitrate,
    music_size: data.length,
  };
}

function hexOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
}
