import { ComponentType } from 'discord.js';
import { isInstrumentalSkeleton } from '../../../domain/draft/lyrics.ts';
import type { QuotaUsage, Review } from '../../../domain/draft/review.ts';
import { sentStyle, withoutHidden } from '../../../domain/draft/sent-words.ts';
import type { Draft } from '../../../domain/draft.ts';
import type { Reference } from '../../../domain/job.ts';
import { isPriced } from '../../../domain/money/prices.ts';
import { spanOf } from '../../../domain/money/quota.ts';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { type Fingerprinted, fingerprintOf } from '../../interactions/fingerprint.ts';
import { discardButton, editDraftButton, makeButton, partButtons, restyleButton } from '../components/buttons.ts';
import { channelMention, providerTitle } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { type CardView, CONTENT_MAXIMUM, cardOf, rowOf, small, type View } from '../view.ts';

const SONG_MAXIMUM = 120;
const FORMAT_MAXIMUM = 40;
const STYLE_MAXIMUM = 400;
const LYRICS_MAXIMUM = 500;

/** Values of the menu that asks who hears a cover first. */
export const audiences = ['all', 'me'] as const;
export type Audience = (typeof audiences)[number];

export interface ReviewCardOptions {
  locale: string;
  draft: Fingerprinted['draft'] & Pick<Draft, 'id' | 'kind' | 'mayUse'>;
  review: Review;
  /** The server wants to be told that the song may be used. */
  wantsTick: boolean;
  /** The server tells its reader what things cost; so it is unless told otherwise. */
  showsPrices?: boolean;
  /** It stands in place of a card that showed something else, which its member wanted to have made. */
  isAnew?: boolean;
}

/**
 * What a draft comes to before it is asked for, for its member alone: what it is, what it costs, and what is left, a line each.
 * What is out of the ordinary has a line of its own.
 */
export function reviewCard(options: ReviewCardOptions): View {
  const { locale, isAnew = false } = options;
  const head = [
    ...(isAnew ? [text(locale, 'review.anew')] : []),
    text(locale, 'review.title', { song: songTitle(options), style: styleTitle(options) }),
    ...styleSentLines(options),
    factsLine(options),
    ...partLines(options),
    ...usagesLines(options),
    ...audienceLines(options),
    ...(asksForTick(options) ? [text(locale, 'review.mayUse')] : []),
  ];
  const { part } = options.review;
  const card = cardOf(
    [...head, ...lyricsLines(options, CONTENT_MAXIMUM - head.join('\n').length)],
    buttonsOf(options),
    part ? partButtons(locale, options.draft.id, part) : [],
  );
  return { ...card, components: [...audienceRows(options), ...card.components] };
}

/** The money first: it is what people look for. */
function factsLine(options: ReviewCardOptions): string {
  return [priceOf(options), ...recordingParts(options), makerOf(options), ...wordsParts(options)].join(' · ');
}

function priceOf({ locale, draft: { takes }, review, showsPrices = true }: ReviewCardOptions): string {
  if (!showsPrices) return text(locale, 'details.takes', { takes });
  return text(locale, 'review.price', { takes, micros: knownMicros(review), isFixed: review.isPriceFixed });
}

/** What is sung, where that is not quoted below. */
function wordsParts({ locale, draft: { lyrics, kind, isInstrumental, writesLyrics } }: ReviewCardOptions): string[] {
  if (isInstrumental) return [text(locale, 'details.noVoice')];
  if (writesLyrics) return [text(locale, 'details.writtenLyrics')];
  return lyrics === null && kind === 'cover' ? [text(locale, 'details.ownLyrics')] : [];
}

function partLines({ locale, review: { part, model } }: ReviewCardOptions): string[] {
  if (!part) return [];
  return [text(locale, 'review.part', { ...part, model: oneLine(model.title, 80) || '…' })];
}

function audienceLines({ locale, review: { elsewhere, privateFirst } }: ReviewCardOptions): string[] {
  if (privateFirst) return [text(locale, 'review.privateFirst', { by: privateFirst })];
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

function recordingParts({ locale, review }: ReviewCardOptions): string[] {
  return (['reference', 'voice', 'instrumental'] as const).flatMap((part) => {
    const recording: Reference | null = review[part];
    if (!recording) return [];
    const format = oneLine(recording.container, FORMAT_MAXIMUM) || '…';
    return [text(locale, `review.${part}`, { seconds: recording.durationMs / 1_000, format })];
  });
}

function styleTitle({ draft: { style } }: ReviewCardOptions): string | null {
  return style === null ? null : oneLine(style, STYLE_MAXIMUM) || null;
}

function styleSentLines({ locale, draft: { style }, review: { model } }: ReviewCardOptions): string[] {
  if (style === null) return [];
  const sent = sentStyle(style, model.style);
  if (sent === withoutHidden(style)) return [];
  return [small(text(locale, 'review.styleSent', { style: oneLine(sent, STYLE_MAXIMUM) }))];
}

function makerOf({ locale, review: { model } }: ReviewCardOptions): string {
  return text(locale, 'maker', { model: oneLine(model.title, 80) || '…', provider: providerTitle(model.provider) });
}

/** Where no price is known, nothing is added up. */
function knownMicros({ micros, model }: Review): number | null {
  return micros === 0 && !isPriced(model) ? null : micros;
}

function usagesLines({ review: { usages }, locale, showsPrices = true }: ReviewCardOptions): string[] {
  const left = usages.flatMap((usage) => usageParts(usage, locale, showsPrices));
  return left.length === 0 ? [] : [small(left.join(' · '))];
}

function usageParts({ scope, used, limit, window }: QuotaUsage, locale: string, showsPrices: boolean): string[] {
  const count = limit.count === undefined ? null : { left: Math.max(0, limit.count - used.count), limit: limit.count };
  const micros = limit.micros === undefined || !showsPrices ? null : Math.max(0, limit.micros - used.micros);
  if (count === null && micros === null) return [];
  return [text(locale, 'review.left', { scope, span: spanOf(window), count, micros, renewsAt: window.endsAt })];
}

function lyricsLines({ locale, draft }: ReviewCardOptions, room: number): string[] {
  const { lyrics, kind, isInstrumental, writesLyrics } = draft;
  if (isInstrumental || writesLyrics || lyrics === null) return [];
  const title = [
    ...(isInstrumentalSkeleton(lyrics) ? [small(text(locale, 'progress.instrumental', { kind }))] : []),
    small(text(locale, 'details.lyrics')),
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

/** Who hears it first is the member's to say; the server says what holds where they say nothing. */
function audienceRows({ locale, draft: { id }, review: { privateFirst } }: ReviewCardOptions): CardView['components'] {
  const option = (value: Audience, isChosen: boolean) => ({
    value,
    label: text(locale, `review.audience.${value}`),
    default: isChosen,
  });
  return [
    rowOf([
      {
        type: ComponentType.StringSelect,
        custom_id: coverIds.audience(id),
        placeholder: text(locale, 'review.audience'),
        options: [option('all', privateFirst === null), option('me', privateFirst !== null)],
      },
    ]),
  ];
}

/** In place of a review card whose member does not want it after all. */
export function discardedView(locale: string): View {
  return cardOf([text(locale, 'review.dropped')]);
}
