import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { menuText, plainDay, plainTitleOf } from './list-parts.ts';

const CHOICES_MAXIMUM = 25;
const NAME_MAXIMUM = 100;
const SONG_MAXIMUM = 40;
const REQUESTER_MAXIMUM = 20;

/** Who has a cover made, and what is thought of it, beside its day; of one's own that are not done there is only that. */
export interface CoverChoice {
  job: Job;
  votes?: number | undefined;
}

/** Jobs as they are proposed while a member types; the value is the job's id. */
export function coverChoices(covers: readonly CoverChoice[], locale: string): { name: string; value: string }[] {
  return covers.slice(0, CHOICES_MAXIMUM).map(({ job, votes }) => {
    const name = menuText(job.requester.name, REQUESTER_MAXIMUM);
    const who = votes === undefined ? [] : [text(locale, 'list.by', { name }), text(locale, 'list.votes', { votes })];
    const end = [...who, plainDay(job.acceptedAt)].map((part) => ` · ${part}`).join('');
    const style = job.style === null ? '' : ` · ${menuText(job.style, NAME_MAXIMUM)}`;
    const what = menuText(`${plainTitleOf(job, locale, SONG_MAXIMUM)}${style}`, NAME_MAXIMUM - end.length);
    return { name: `${what}${end}`, value: job.id };
  });
}
