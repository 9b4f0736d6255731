import type { Cover } from '../../../domain/cover.ts';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { detailsView } from '../covers/details-view.ts';
import { lyricsFile } from '../covers/lyrics-view.ts';
import { messageLink } from '../parts/job-facts.ts';
import { CARD_MAXIMUM, CONTENT_MAXIMUM, fitLines, type View } from '../view.ts';

export interface ShowViewOptions {
  locale: string;
  job: Job;
  cover: Cover;
  /** The server tells its reader what things cost; so it is unless told otherwise. */
  showsPrices?: boolean;
}

/** All there is to know about a posted cover, and where it is. */
export function showView({ locale, job, cover, showsPrices = true }: ShowViewOptions): View {
  const head = [
    text(locale, 'show.link', { link: messageLink(cover, cover.messageId) }),
    text(locale, 'list.votes', { votes: cover.votes }),
  ];
  const details = detailsView(job, locale, showsPrices);
  const whole = [...head, details.content].join('\n');
  if (details.layout === 'card' && whole.length <= CARD_MAXIMUM) return { ...details, content: whole };
  // Lyrics stand last, so they are what is cut; all of them are in the file.
  const content = fitLines([...head, ...details.content.split('\n')], CONTENT_MAXIMUM);
  const files = job.lyrics === null ? [] : [lyricsFile(job.lyrics)];
  return { content, components: details.components, files };
}
