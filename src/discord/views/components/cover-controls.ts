import { type APIStringSelectComponent, ButtonStyle, ComponentType } from 'discord.js';
import { type Job, sharedLocale } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { modelRow, originalOf } from '../parts/job-facts.ts';
import { rowOf, type View } from '../view.ts';
import { button } from './buttons.ts';

/** Values of the menu under a cover. */
export const moreChoices = {
  remixCover: 'remixCover',
  own: 'own',
  editLyrics: 'editLyrics',
  details: 'details',
  lyrics: 'lyrics',
  original: 'original',
  report: 'report',
  remove: 'remove',
} as const;

/** The buttons and the menu under a cover, with how many have voted for it. */
export function coverControls(job: Job, votes: number): View['components'] {
  const { id } = job;
  const locale = sharedLocale(job);
  const original = button(text(locale, 'button.original'), coverIds.original(id), ButtonStyle.Secondary);
  return [
    rowOf([
      button(text(locale, 'button.newStyle'), coverIds.remix(id), ButtonStyle.Primary),
      button(text(locale, 'button.anotherTake'), coverIds.anotherTake(id), ButtonStyle.Secondary),
      ...(originalOf(job) === null ? [] : [original]),
      button(text(locale, 'button.vote', { votes }), coverIds.vote(id), ButtonStyle.Secondary),
    ]),
    rowOf([moreMenu(job, locale)]),
  ];
}

function moreMenu(job: Job, locale: string): APIStringSelectComponent {
  const isOffered = {
    [moreChoices.original]: originalOf(job) !== null,
    [moreChoices.editLyrics]: mayEditLyrics(job),
  } as Partial<Record<string, boolean>>;
  const offered = Object.values(moreChoices).filter((value) => isOffered[value] ?? true);
  return {
    type: ComponentType.StringSelect,
    custom_id: coverIds.more(job.id),
    placeholder: text(locale, 'more.placeholder'),
    options: offered.map((value) => ({ value, label: labelOf(value, job, locale) })),
  };
}

function labelOf(value: keyof typeof moreChoices, { kind }: Job, locale: string): string {
  return value === 'remixCover' ? text(locale, 'more.remixCover', { kind }) : text(locale, `more.${value}`);
}

/** Where there are words, or a song to hear them in. An unknown model may well take them. */
function mayEditLyrics(job: Job): boolean {
  const isTaken = modelRow(job)?.lyrics.need !== 'none';
  return isTaken && (job.lyrics !== null || (job.kind === 'cover' && originalOf(job) !== null));
}
