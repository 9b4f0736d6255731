import type { Clock } from '../../../clock.ts';
import type { RenderCover } from '../shared/render.ts';
import { samplesOfWav } from '../shared/samples-of-wav.ts';
import type { ApiAnswer, Call } from './answer.ts';
import { checkMusic, type MusicOrder } from './check-music.ts';
import type { ComposeSong } from './compose.ts';
import type { Reference } from './features.ts';
import { hold } from './hold.ts';
import { type MinimaxModel, minimaxLimits } from './limits.ts';
import { type LoadReferenceOptions, loadReference, undecodable } from './load-reference.ts';
import { type Music, musicAnswer, streamedAnswer } from './music-answer.ts';
import type { Cashier } from './payment.ts';
import { dtwRequired, noVocals, noWords } from './refusal.ts';
import type { ResultFiles } from './result-files.ts';
import type { MinimaxSettings } from './settings.ts';
import { writeSong } from './write-lyrics.ts';

export interface MusicOptions extends LoadReferenceOptions {
  clock: Clock;
  settings: MinimaxSettings;
  cashier: Cashier;
  enter(model: MinimaxModel): () => void;
  render: RenderCover;
  compose: ComposeSong;
  files: ResultFiles;
  random: () => number;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

/** `POST /v1/music_generation`: checked, billed, made, and held for as long as the real one takes. */
export function createMusic(options: MusicOptions): (call: Call) => Promise<ApiAnswer> {
  const { clock, settings, cashier, signal, files } = options;

  const referenceOf = async (order: MusicOrder): Promise<Reference | undefined> => {
    if (order.kind === 'song') return undefined;
    const reference = await loadReference(order.reference, options);
    if (settings.vocals === 'missing') {
      const takesWordsFromSong = order.lyrics === null && order.reference.kind !== 'feature';
      throw takesWordsFromSong ? noWords(settings.withoutVocals) : noVocals();
    }
    const isTooShort = settings.oneStepMinimumMs !== null && reference.durationMs < settings.oneStepMinimumMs;
    if (order.reference.kind !== 'feature' && isTooShort) throw dtwRequired();
    return reference;
  };

  const answerOrder = async (order: MusicOrder, { traceId, gone }: Call): Promise<ApiAnswer> => {
    const { isFree } = minimaxLimits.models[order.model];
    const micros = isFree ? 0 : settings.musicPriceMicros;
    const bill = { model: order.model, kind: 'music', micros, words: order.style } as const;
    cashier.refuseWithout(bill.micros);
    const reference = await referenceOf(order);
    await cashier.failAsPlanned('music', bill);

    const payment = cashier.charge(bill);
    const stop = settings.abandonedCalls === 'drop' ? AbortSignal.any([signal, gone]) : signal;
    const startedAt = clock.now();
    const heldMs = order.isStreamed ? Math.min(settings.firstFrameMs, settings.generationMs) : settings.generationMs;
    try {
      const [music] = await Promise.all([make(order, reference, options), hold(clock, heldMs, stop)]);
      if (!order.isStreamed) return musicAnswer(music, order, { traceId, settings, files });
      const endsAt = startedAt + settings.generationMs;
      return streamedAnswer(music, order, { traceId, settings, clock, endsAt, signal: stop });
    } catch (error) {
      payment.payBack();
      throw undecodable(error) ?? error;
    }
  };

  return async (call) => {
    const order = checkMusic(call.body, settings);
    const leave = options.enter(order.model);
    try {
      return await answerOrder(order, call);
    } finally {
      leave();
    }
  };
}

async function make(
  order: MusicOrder,
  reference: Reference | undefined,
  { render, compose, random }: Pick<MusicOptions, 'render' | 'compose' | 'random'>,
): Promise<Music> {
  const { format, bitrate, sampleRate, channels } = order.sound;
  const audio = {
    format: format === 'pcm' ? 'wav' : format,
    bitrateKbps: bitrate / 1_000,
    sampleRate,
    channels,
  } as const;
  const seed = order.seed ?? Math.floor(random() * 2 ** 32);
  const { style } = order;
  const { data, durationMs } = reference
    ? await render({ reference: reference.data, style, lyrics: order.lyrics, seed, audio })
    : await compose({ lyrics: sungIn(order), style, instrumental: isInstrumental(order), seed, audio });
  return { data: format === 'pcm' ? (samplesOfWav(data) ?? data) : data, durationMs };
}

function isInstrumental(order: MusicOrder): boolean {
  return order.kind === 'song' && order.isInstrumental;
}

/** A song that is sung without lyrics of its own has asked for them to be written. */
function sungIn(order: MusicOrder): string | null {
  return isInstrumental(order) ? null : (order.lyrics ?? writeSong(order.style).lyrics);
}
