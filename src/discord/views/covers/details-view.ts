import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { lineageLines, madeBy, maker, mention, priceMicros, providerTitle, songName } from '../parts/job-facts.ts';
import { quoted } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CARD_MAXIMUM, cardOf, messageOf, small, type View } from '../view.ts';
import { lyricsFile } from './lyrics-view.ts';

const STYLE_MAXIMUM = 400;
const SEEDS_MAXIMUM = 10;
/** A job that was requeued often has a long timeline; its end is what counts. */
const TIMELINE_LENGTH = 8;

/** All there is to know about a cover, for anyone who asks. `locale` is the reader's; prices are for who is told them. */
export function detailsView(job: Job, locale: string, showsPrices = true): View {
  const title = text(locale, 'details.title', { song: songName(job) });
  const rest = [
    text(locale, 'details.requester', { mention: mention(job.requester.id) }),
    ...lineageLines(job, locale),
    styleLine(job, locale),
    text(locale, 'details.maker', { maker: maker(job, locale) }),
    ...seedLines(job, locale),
    text(locale, 'details.takes', { takes: job.takes.length || job.wanted.takes }),
    ...(showsPrices ? [priceLine(job, locale)] : []),
    ...recordingLines(job, locale),
    text(locale, 'details.timeline'),
    ...timelineLines(job, locale),
  ];
  const facts = [title, ...rest.map(small)];
  if (job.lyrics === null) return cardOf([...facts, ...missingLyricsLines(job, locale).map(small)]);

  const lyrics = [small(text(locale, 'details.lyrics')), ...quoted(job.lyrics)];
  const whole = [...facts, ...lyrics].join('\n');
  if (whole.length <= CARD_MAXIMUM) return cardOf([whole]);
  return { ...messageOf([...facts, text(locale, 'details.lyricsFile')]), files: [lyricsFile(job.lyrics)] };
}

function recordingLines(job: Job, locale: string): string[] {
  return (['reference', 'voice', 'instrumental'] as const).flatMap((part) => {
    const recording = job[part];
    if (!recording) return [];
    const { durationMs, sizeBytes } = recording;
    return [text(locale, `details.${part}`, { seconds: durationMs / 1000, sizeBytes })];
  });
}

function missingLyricsLines(job: Job, locale: string): string[] {
  if (job.isInstrumental) return [text(locale, 'details.noVoice')];
  if (job.writesLyrics) return [text(locale, 'details.writtenLyrics')];
  return job.kind === 'cover' ? [text(locale, 'details.ownLyrics')] : [];
}

function styleLine({ style }: Job, locale: string): string {
  if (style === null) return text(locale, 'details.noStyle');
  return text(locale, 'details.style', { style: oneLine(style, STYLE_MAXIMUM) });
}

function seedLines(job: Job, locale: string): string[] {
  const made = job.takes.flatMap(({ seed }) => (seed === null ? [] : [seed]));
  const seeds = made.length > 0 || job.wanted.seed === null ? made : [job.wanted.seed];
  return seeds.length === 0 ? [] : [text(locale, 'details.seeds', { seeds: seeds.slice(0, SEEDS_MAXIMUM) })];
}

function priceLine(job: Job, locale: string): string {
  const micros = priceMicros(job);
  if (micros !== null) return text(locale, 'details.price', { micros });
  const isOpen = job.settled === 'reserved' && madeBy(job).priceMicros !== null;
  return text(locale, isOpen ? 'details.noPrice' : 'details.unknownPrice');
}

function timelineLines(job: Job, locale: string): string[] {
  return job.timeline.slice(-TIMELINE_LENGTH).map(({ state, at, provider }) => {
    const where = provider === undefined ? null : providerTitle(provider);
    return text(locale, 'details.moment', { at, what: text(locale, `details.state.${state}`), where });
  });
}
