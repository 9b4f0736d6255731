import type { HistoryEntry } from '../../../domain/cover.ts';
import { text } from '../../../locales/text.ts';
import { menuText, plainDay, plainTitleOf } from './list-parts.ts';

const CHOICES_MAXIMUM = 25;
const NAME_MAXIMUM = 100;
const SONG_MAXIMUM = 40;
const REQUESTER_MAXIMUM = 20;

/** Jobs as they are proposed while a member types; the value is the job's id. Posted covers with who, votes and the day. */
export function coverChoices(
  entries: readonly Pick<HistoryEntry, 'job' | 'cover'>[],
  locale: string,
): { name: string; value: string }[] {
  return entries.slice(0, CHOICES_MAXIMUM).map(({ job, cover }) => {
    const requester = menuText(job.requester.name, REQUESTER_MAXIMUM);
    const posted = cover ? [text(locale, 'list.by', { requester }), text(locale, 'list.votes', cover)] : [];
    const end = ['', ...posted, plainDay(cover?.postedAt ?? job.acceptedAt)].join(' · ');
    const style = job.style === null ? '' : ` · ${menuText(job.style, NAME_MAXIMUM)}`;
    const name = menuText(`${plainTitleOf(job, locale, SONG_MAXIMUM)}${style}`, NAME_MAXIMUM - end.length);
    return { name: `${name}${end}`, value: job.id };
  });
}
