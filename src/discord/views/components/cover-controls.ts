import { type APIStringSelectComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { modelRow, originalOf, sharedLocale } from '../parts/job-facts.ts';
import type { View } from '../view.ts';
import { button, editLyricsButton } from './buttons.ts';

/** Values of the menu under a cover. */
export const moreChoices = {
  details: 'details',
  lyrics: 'lyrics',
  original: 'original',
  report: 'report',
  remove: 'remove',
} as const;

/** The buttons and the menu under a cover, with how many have voted for it. */
export function coverControls(job: Job, votes: number): View['components'] {
  const { id, kind } = job;
  const locale = sharedLocale(job);
  const buttons = [
    button(text(locale, 'button.remix'), coverIds.remix(id), ButtonStyle.Primary),
    button(text(locale, 'button.remixCover', { kind }), coverIds.remixCover(id), ButtonStyle.Secondary),
    ...(mayEditLyrics(job) ? [editLyricsButton(locale, id)] : []),
    button(text(locale, 'button.anotherTake'), coverIds.anotherTake(id), ButtonStyle.Secondary),
    button(text(locale, 'button.vote', { votes }), coverIds.vote(id), ButtonStyle.Secondary),
  ];
  return [
    { type: ComponentType.ActionRow, components: buttons },
    { type: ComponentType.ActionRow, components: [moreMenu(job, locale)] },
  ];
}

function moreMenu(job: Job, locale: string): APIStringSelectComponent {
  const hasOriginal = originalOf(job) !== null;
  const offered = Object.values(moreChoices).filter((value) => value !== moreChoices.original || hasOriginal);
  return {
    type: ComponentType.StringSelect,
    custom_id: coverIds.more(job.id),
    placeholder: text(locale, 'more.placeholder'),
    options: offered.map((value) => ({ value, label: text(locale, `more.${value}`) })),
  };
}

/** Where there are words, or a song to hear them in. An unknown model may well take them. */
function mayEditLyrics(job: Job): boolean {
  const isTaken = modelRow(job)?.lyrics.need !== 'none';
  return isTaken && (job.lyrics !== null || (job.kind === 'cover' && originalOf(job) !== null));
}
