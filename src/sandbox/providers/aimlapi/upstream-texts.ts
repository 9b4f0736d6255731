import { lengthOf } from './check-field.ts';
import { type AimlapiModel, aimlapiLimits } from './limits.ts';
import type { AimlapiOrder } from './order.ts';
import { upstreamRefusal } from './problem.ts';
import type { AimlapiSettings } from './settings.ts';

const { cover, legacy, music01 } = aimlapiLimits;

/** The longest texts that MiniMax takes, where they are shorter than those of AI/ML API's schema. */
const MAXIMA: Readonly<Record<AimlapiModel, { prompt?: number; lyrics?: number }>> = {
  [cover.model]: { prompt: cover.prompt.upstreamMaximum, lyrics: cover.lyrics.upstreamMaximum },
  'minimax/music-2.6': {},
  'minimax/music-2.0': {},
  'minimax/music-1.5': {},
  [legacy.model]: { lyrics: legacy.lyrics.upstreamMaximum },
  [music01.model]: { lyrics: music01.lyrics.upstreamMaximum },
};

/** The order with its texts cut to what MiniMax takes, where the settings say that AI/ML API does so. */
export function withFittingTexts(order: AimlapiOrder, settings: AimlapiSettings): AimlapiOrder {
  const { prompt, lyrics } = MAXIMA[order.model];
  const longLyrics = wayOfLongLyrics(order, settings);
  const style = settings.longPrompts === 'truncate' ? cut(order.style, prompt) : order.style;
  if (longLyrics !== 'truncate' || order.lyrics === null) return { ...order, style };
  return { ...order, style, lyrics: cut(order.lyrics, lyrics) };
}

/** Throws what MiniMax says of the texts of an order. */
export function checkUpstreamTexts(order: AimlapiOrder, settings: AimlapiSettings): void {
  const { prompt = Number.POSITIVE_INFINITY, lyrics = Number.POSITIVE_INFINITY } = MAXIMA[order.model];
  if (settings.longPrompts === 'refuse' && lengthOf(order.style) > prompt) {
    throw upstreamRefusal('invalid params, prompt is too long', settings);
  }
  if (wayOfLongLyrics(order, settings) === 'refuse' && lengthOf(order.lyrics ?? '') > lyrics) {
    throw upstreamRefusal('invalid params, lyrics is too long', settings);
  }
  const isOneCall = order.model === cover.model && order.source.kind !== 'feature';
  if (isOneCall && order.lyrics !== null && settings.ownLyricsInOneCall === 'refuse') {
    const needs = 'Cover mode requires dtw_result, beat_result, and audio_duration in the request';
    throw upstreamRefusal(
      `invalid params, biz error: code=400, msg=amadeus play err, ttm fail, err = ${needs}`,
      settings,
    );
  }
}

/** Of the older models, AI/ML API's own pages say what is too long. */
function wayOfLongLyrics({ model }: AimlapiOrder, { longLyrics }: AimlapiSettings): AimlapiSettings['longLyrics'] {
  return longLyrics === 'accept' && model !== cover.model ? 'refuse' : longLyrics;
}

function cut(text: string, maximum: number | undefined): string {
  return maximum === undefined ? text : [...text].slice(0, maximum).join('');
}
