import type { Job } from '../../../domain/job.ts';
import { menuText, plainDay, plainTitleOf } from './list-parts.ts';

const CHOICES_MAXIMUM = 25;
const NAME_MAXIMUM = 100;
const SONG_MAXIMUM = 40;

/** Jobs as they are proposed while a member types; the value is the job's id. */
export function coverChoices(jobs: readonly Job[], locale: string): { name: string; value: string }[] {
  return jobs.slice(0, CHOICES_MAXIMUM).map((job) => {
    const end = ` · ${plainDay(job.acceptedAt)}`;
    const style = job.style === null ? '' : ` · ${menuText(job.style, NAME_MAXIMUM)}`;
    const name = menuText(`${plainTitleOf(job, locale, SONG_MAXIMUM)}${style}`, NAME_MAXIMUM - end.length);
    return { name: `${name}${end}`, value: job.id };
  });
}
