import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { listWithin, styleOf, titleOf } from '../parts/list-parts.ts';
import { type View, viewOf } from '../view.ts';

const SONG_MAXIMUM = 80;
const STYLE_MAXIMUM = 100;

export function cancelNoneView(locale: string): View {
  return viewOf([text(locale, 'cancel.none')]);
}

/** Asks for one of them. */
export function cancelSeveralView(jobs: readonly Job[], locale: string): View {
  const lineOf = (job: Job) => {
    const style = styleOf(job, STYLE_MAXIMUM);
    return `- ${[titleOf(job, locale, SONG_MAXIMUM), ...(style === '' ? [] : [style])].join(' · ')}`;
  };
  const tailOf = (hidden: readonly Job[]) =>
    hidden.length === 0 ? [] : [text(locale, 'list.more', { count: hidden.length })];
  return viewOf([listWithin([text(locale, 'cancel.several', { count: jobs.length })], jobs, lineOf, tailOf)]);
}
