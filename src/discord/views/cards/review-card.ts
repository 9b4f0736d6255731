import type { Draft } from '../../../domain/draft.ts';
import type { Reference } from '../../../domain/job.ts';
import { isInstrumentalSkeleton } from '../../../domain/lyrics.ts';
import { isPriced } from '../../../domain/prices.ts';
import type { QuotaUsage, Review } from '../../../domain/review.ts';
import { sentStyle, withoutHidden } from '../../../domain/sent-words.ts';
import { text } from '../../../locales/text.ts';
import { type Fingerprinted, fingerprintOf } from '../../interactions/fingerprint.ts';
import { discardButton, editDraftButton, makeButton, restyleButton } from '../components/buttons.ts';
import { channelMention, providerTitle } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, type View, viewOf } from '../view.ts';

const SONG_MAXIMUM = 120;
const FORMAT_MAXIMUM = 40;
const STYLE_MAXIMUM = 600;
const LYRICS_MAXIMUM = 500;

export interface ReviewCardOptions {
  locale: string;
  draft: Fingerprinted['draft'] & Pick<Draft, 'id' | 'kind' | 'mayUse'>;
  review: Review;
  /** The server wants to be told that the song may be used. */
  wantsTick: boolean;
  /** It stands in place of a card that showed something else, which its member wanted to have made. */
  isAnew?: boolean;
}

/** What a draft comes to before it is asked for, for its member alone. */
export function reviewCard(options: ReviewCardOptions): View {
  const { locale, draft, review, isAnew = false } = options;
  const head = [
    ...(isAnew ? [text(locale, 'review.anew')] : []),
    text(locale, 'review.title', { song: songTitle(options) }),
    ...recordingLines(options),
    ...styleLines(options),
    text(locale, 'details.maker', { maker: makerOf(options) }),
    text(locale, 'review.price', {
      takes: draft.takes,
      micros: knownMicros(review),
      isFixed: review.isPriceFixed,
    }),
    ...review.usages.flatMap((usage) => usageLines(usage, locale)),
    ...elsewhereLines(options),
    ...(asksForTick(options) ? [text(locale, 'review.mayUse')] : []),
  ];
  return viewOf([...head, ...lyricsLines(options, CONTENT_MAXIMUM - head.join('\n').length)], buttonsOf(options));
}

function elsewhereLines({ locale, review: { elsewhere } }: ReviewCardOptions): string[] {
  if (!elsewhere) return [];
  const { channelId, isFromClosed } = elsewhere;
  return [text(locale, 'review.elsewhere', { channel: channelMention(channelId), isFromClosed })];
}

function asksForTick({ draft, wantsTick }: ReviewCardOptions): boolean {
  return wantsTick && draft.kind === 'cover' && !draft.mayUse;
}

function songTitle({ draft, review: { reference, voice, instrumental } }: ReviewCardOptions): string | null {
  if (draft.kind === 'song') return null;
  return oneLine((reference ?? voice ?? instrumental)?.name ?? '', SONG_MAXIMUM) || '…';
}

function recordingLines({ locale, review }: ReviewCardOptions): string[] {
  return (['reference', 'voice', 'instrumental'] as const).flatMap((part) => {
    const recording: Reference | null = review[part];
    if (!recording) return [];
    const format = oneLine(recording.container, FORMAT_MAXIMUM) || '…';
    return [text(locale, `review.${part}`, { seconds: recording.durationMs / 1_000, format })];
  });
}

function styleLines({ locale, draft: { style }, review: { model } }: ReviewCardOptions): string[] {
  if (style === null) return [text(locale, 'details.noStyle')];
  const sent = sentStyle(style, model.style);
  const isCompleted = sent !== withoutHidden(style);
  return [
    text(locale, 'details.style', { style: oneLine(style, STYLE_MAXIMUM) }),
    ...(isCompleted ? [text(locale, 'review.styleSent', { style: oneLine(sent, STYLE_MAXIMUM) })] : []),
  ];
}

function makerOf({ locale, review: { model } }: ReviewCardOptions): string {
  return text(locale, 'maker', { model: oneLine(model.title, 80) || '…', provider: providerTitle(model.provider) });
}

/** Where no price is known, nothing is added up. */
function knownMicros({ micros, model }: Review): number | null {
  return micros === 0 && !isPriced(model) ? null : micros;
}

function usageLines({ scope, used, limit, window }: QuotaUsage, locale: string): string[] {
  const count = limit.count === undefined ? null : { left: Math.max(0, limit.count - used.count), limit: limit.count };
  const micros = limit.micros === undefined ? null : Math.max(0, limit.micros - used.micros);
  if (count === null && micros === null) return [];
  return [text(locale, 'review.left', { scope, count, micros, renewsAt: window.endsAt })];
}

function lyricsLines({ locale, draft }: ReviewCardOptions, room: number): string[] {
  const { lyrics, kind, isInstrumental, writesLyrics } = draft;
  if (isInstrumental) return [text(locale, 'details.noVoice')];
  if (writesLyrics) return [text(locale, 'details.writtenLyrics')];
  if (lyrics === null) return kind === 'cover' ? [text(locale, 'details.ownLyrics')] : [];
  const title = [
    ...(isInstrumentalSkeleton(lyrics) ? [text(locale, 'progress.instrumental', { kind })] : []),
    text(locale, 'details.lyrics'),
  ];
  const left = room - title.join('\n').length - 2;
  return [...title, ...quotedWithin(lyrics, Math.min(LYRICS_MAXIMUM, left))];
}

function buttonsOf({ locale, draft, review }: ReviewCardOptions) {
  const { model } = review;
  const hasWords = model.lyrics.need !== 'none' && !draft.isInstrumental && !draft.writesLyrics;
  return [
    makeButton(locale, draft.id, fingerprintOf({ draft, review })),
    ...(hasWords ? [editDraftButton(locale, draft.id)] : []),
    ...(model.style.need === 'none' ? [] : [restyleButton(locale, draft.id)]),
    discardButton(locale, draft.id),
  ];
}

/** In place of a review card whose member does not want it after all. */
export function discardedView(locale: string): View {
  return viewOf([text(locale, 'review.dropped')]);
}
