import type { Job } from '../../domain/job.ts';
import { megabytes, songLength } from '../../locales/format.ts';
import { text } from '../../locales/text.ts';
import { mention, modelTitle, priceMicros, songName } from './job-facts.ts';
import { manyLines, oneLine } from './user-text.ts';
import { CONTENT_MAXIMUM, type View, viewOf } from './view.ts';

const STYLE_MAXIMUM = 400;
const SEEDS_MAXIMUM = 120;
/** A job that was requeued often has a long timeline; its end is what counts. */
const TIMELINE_LENGTH = 8;

/** All there is to know about a cover, for anyone who asks. `locale` is the reader's. */
export function detailsView(job: Job, locale: string): View {
  const facts = [
    text(locale, 'details.title', { song: songName(job) }),
    text(locale, 'details.requester', { mention: mention(job.requester.id) }),
    styleLine(job, locale),
    text(locale, 'details.model', { model: modelTitle(job) }),
    ...seedLines(job, locale),
    text(locale, 'details.takes', { takes: job.takes.length || job.wanted.takes }),
    priceLine(job, locale),
    text(locale, 'details.reference', {
      length: songLength(job.reference.durationMs / 1000),
      size: megabytes(job.reference.sizeBytes),
    }),
    text(locale, 'details.timeline'),
    ...timelineLines(job, locale),
  ];
  if (job.lyrics === null) return viewOf([...facts, text(locale, 'details.ownLyrics')]);

  const lyrics = [text(locale, 'details.lyrics'), ...quoted(job.lyrics)];
  const whole = [...facts, ...lyrics].join('\n');
  if (whole.length <= CONTENT_MAXIMUM) return viewOf([whole]);
  const file = { name: 'lyrics.txt', data: job.lyrics, contentType: 'text/plain; charset=utf-8' };
  return { ...viewOf([...facts, text(locale, 'details.lyricsFile')]), files: [file] };
}

function quoted(lyrics: string): string[] {
  return manyLines(lyrics, Number.POSITIVE_INFINITY)
    .split('\n')
    .map((line) => `> ${line}`);
}

function styleLine({ style }: Job, locale: string): string {
  if (style === null) return text(locale, 'details.noStyle');
  return text(locale, 'details.style', { style: oneLine(style, STYLE_MAXIMUM) });
}

function seedLines(job: Job, locale: string): string[] {
  const made = job.takes.flatMap(({ seed }) => (seed === null ? [] : [seed]));
  const seeds = made.length > 0 || job.wanted.seed === null ? made : [job.wanted.seed];
  return seeds.length === 0 ? [] : [text(locale, 'details.seeds', { seeds: oneLine(seeds.join(', '), SEEDS_MAXIMUM) })];
}

function priceLine(job: Job, locale: string): string {
  const micros = priceMicros(job);
  return micros === null ? text(locale, 'details.noPrice') : text(locale, 'details.price', { micros });
}

function timelineLines(job: Job, locale: string): string[] {
  return job.timeline.slice(-TIMELINE_LENGTH).map(({ state, at, provider }) => {
    const where = provider === undefined ? null : oneLine(provider, 30);
    return text(locale, 'details.moment', { at, what: text(locale, `details.state.${state}`), where });
  });
}
