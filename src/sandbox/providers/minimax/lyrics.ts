import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { type ApiAnswer, type Call, success } from './answer.ts';
import { hold } from './hold.ts';
import { minimaxLimits } from './limits.ts';
import type { Cashier } from './payment.ts';
import { bodyOf, choiceField, readBody, refuseUnknown, textField } from './read-body.ts';
import type { MinimaxSettings } from './settings.ts';
import { editSong, writeSong } from './write-lyrics.ts';

export interface LyricsOptions {
  clock: Clock;
  settings: MinimaxSettings;
  cashier: Cashier;
  random: () => number;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

const { modes, prompt, lyrics } = minimaxLimits.lyricsGeneration;

const schema = z.object({
  mode: choiceField(modes),
  prompt: textField(prompt).default(''),
  lyrics: textField({ ...lyrics, minimum: 0 }).default(''),
  title: z.string({ error: 'must be a string' }).default(''),
});

/** The name under which it stands on the bill; the endpoint has no models. */
const MODEL = 'lyrics_generation';

/** `POST /v1/lyrics_generation` */
export function createLyrics(options: LyricsOptions): (call: Call) => Promise<ApiAnswer> {
  const { clock, settings, cashier, random, signal } = options;

  return async ({ body: given, gone }) => {
    const body = bodyOf(given);
    refuseUnknown(body, Object.keys(schema.shape), settings);
    const order = readBody(schema, body);
    if (order.mode === 'edit') readBody(z.object({ lyrics: textField(lyrics) }), { lyrics: order.lyrics });
    const micros = settings.lyricsPriceMicros;
    const bill = { model: MODEL, kind: 'lyrics', micros, words: order.prompt } as const;
    cashier.refuseWithout(bill.micros);
    await cashier.failAsPlanned('lyrics', bill);

    const payment = cashier.charge(bill);
    const stop = settings.abandonedCalls === 'drop' ? AbortSignal.any([signal, gone]) : signal;
    try {
      await hold(clock, settings.lyricsMs, stop);
    } catch (error) {
      payment.payBack();
      throw error;
    }
    const wish = order.prompt === '' ? `anything ${random()}` : order.prompt;
    const song = order.mode === 'edit' ? editSong(order.lyrics, order.prompt) : writeSong(wish);
    const title = order.title === '' ? song.title : order.title;
    return success({ song_title: title, style_tags: song.styleTags, lyrics: song.lyrics });
  };
}
