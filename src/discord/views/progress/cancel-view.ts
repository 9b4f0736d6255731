import { ComponentType } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { coversIds } from '../../interactions/cover-ids.ts';
import { MENU_MAXIMUM, menuText, plainTitleOf } from '../parts/list-parts.ts';
import { cardOf, rowOf, small, type View } from '../view.ts';

const OPTION_MAXIMUM = 100;
const STYLE_MAXIMUM = 60;

export function cancelNoneView(locale: string): View {
  return cardOf([text(locale, 'cancel.none')]);
}

/** Asks which of them, by a menu; those beyond what a menu holds are named by typing. */
export function cancelSeveralView(jobs: readonly Job[], locale: string): View {
  const [first] = jobs;
  if (!first) return cancelNoneView(locale);
  const hidden = Math.max(0, jobs.length - MENU_MAXIMUM);
  const more = hidden === 0 ? [] : [small(text(locale, 'list.more', { count: hidden }))];
  const options = jobs.slice(0, MENU_MAXIMUM).map((job) => ({
    label: plainTitleOf(job, locale, OPTION_MAXIMUM),
    description: menuText(factsOf(job, locale), OPTION_MAXIMUM),
    value: job.id,
  }));
  const menu = {
    type: ComponentType.StringSelect,
    custom_id: coversIds.cancel(first.id),
    placeholder: text(locale, 'cancel.choose'),
    options,
  } as const;
  return { ...cardOf([text(locale, 'cancel.which', { count: jobs.length }), ...more]), components: [rowOf([menu])] };
}

/** What tells two covers of one song apart. */
function factsOf(job: Job, locale: string): string {
  const style = job.style === null ? [] : [menuText(job.style, STYLE_MAXIMUM)];
  return [...style, text(locale, `mine.state.${job.state}`)].join(' · ');
}
