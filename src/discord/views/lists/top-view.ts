import type { HistoryEntry } from '../../../domain/cover.ts';
import { text } from '../../../locales/text.ts';
import { mention, messageLink } from '../parts/job-facts.ts';
import { listWithin, titleOf } from '../parts/list-parts.ts';
import { type View, viewOf } from '../view.ts';

/** Ten lines with their links fit into one message. */
const SONG_MAXIMUM = 28;

export interface TopViewOptions {
  locale: string;
  period: 'week' | 'month' | 'all';
  entries: readonly HistoryEntry[];
}

/** The covers with the most votes, in the order given. */
export function topView({ locale, period, entries }: TopViewOptions): View {
  const posted = entries.flatMap(({ job, cover }) => (cover ? [{ job, cover }] : []));
  if (posted.length === 0) return viewOf([text(locale, 'top.empty')]);
  const ranked = posted.map((entry, index) => ({ ...entry, rank: index + 1 }));
  const lineOf = ({ job, cover, rank }: (typeof ranked)[number]) =>
    text(locale, 'top.entry', {
      rank,
      votes: cover.votes,
      title: titleOf(job, locale, SONG_MAXIMUM),
      mention: mention(job.requester.id),
      at: cover.postedAt,
      link: messageLink(cover, cover.messageId),
    });
  const tailOf = (hidden: readonly unknown[]) =>
    hidden.length === 0 ? [] : [text(locale, 'list.more', { count: hidden.length })];
  return viewOf([listWithin([text(locale, `top.title.${period}`)], ranked, lineOf, tailOf)]);
}
