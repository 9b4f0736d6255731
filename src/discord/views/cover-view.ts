import type { Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import type { PostedTake } from '../port.ts';
import { detailsButton, editLyricsButton } from './buttons.ts';
import { maker, mention, modelRow, originalOf, plainLink, priceMicros, songName } from './job-facts.ts';
import { oneLine } from './user-text.ts';
import { type View, viewOf } from './view.ts';

const STYLE_MAXIMUM = 600;

/** The one public message of a cover; each take is a file of the message, or a link in it. */
export function coverView(job: Job, posted: readonly PostedTake[]): View {
  const { locale } = job;
  const style = job.style === null ? [] : [`> ${oneLine(job.style, STYLE_MAXIMUM)}`];
  const facts = { maker: maker(job), takes: posted.length, micros: priceMicros(job) };
  return viewOf(
    [
      text(locale, 'cover.headline', { mention: mention(job.requester.id), kind: job.kind, song: songName(job) }),
      ...style,
      text(locale, 'cover.facts', facts),
      ...posted.map((take, index) => takeLine(job, take, index, posted.length)),
    ],
    [detailsButton(locale, job.id), ...(mayEditLyrics(job) ? [editLyricsButton(locale, job.id)] : [])],
  );
}

/** Where there are words, or a song to hear them in. An unknown model may well take them. */
function mayEditLyrics(job: Job): boolean {
  const isTaken = modelRow(job)?.lyrics.need !== 'none';
  return isTaken && (job.lyrics !== null || (job.kind === 'cover' && originalOf(job) !== null));
}

/** Where takes were lost on the way, nobody can say which seed belongs to which. */
function takeLine(job: Job, posted: PostedTake, index: number, takeCount: number): string {
  const seed = (job.takes.length === takeCount ? job.takes[index]?.seed : null) ?? null;
  const line = text(job.locale, 'cover.take', { number: index + 1, seed });
  const url = posted.kind === 'link' ? plainLink(posted.url) : undefined;
  if (posted.kind === 'file' || url === undefined) return line;
  return `${line} · ${text(job.locale, 'cover.takeLink', { url, expiresAt: posted.expiresAt })}`;
}
