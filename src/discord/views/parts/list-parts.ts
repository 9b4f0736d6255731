import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { stemOf } from '../../rest/file-name.ts';
import { CONTENT_MAXIMUM } from '../view.ts';
import { originalOf } from './job-facts.ts';
import { oneLine, plainLine } from './user-text.ts';

/** What a job makes, within a line of a list: its song, or that it is a new one. */
export function titleOf(job: Job, locale: string, maximum: number): string {
  if (job.kind === 'cover') {
    return text(locale, 'list.song', { song: oneLine(songOf(job), maximum) || '…' });
  }
  return text(locale, 'list.newSong', { style: oneLine(job.style ?? '', maximum) || null });
}

/** The same where there is no markup, such as in a menu. */
export function plainTitleOf(job: Job, locale: string, maximum: number): string {
  if (job.kind === 'song') return text(locale, 'list.newSong', { style: null });
  return menuText(songOf(job), maximum);
}

/** As its file was called, without the ending, which tells nobody anything. */
function songOf(job: Job): string {
  return stemOf(originalOf(job)?.name ?? '');
}

/** How it is to sound, where its title does not say so; empty where nobody has said. */
export function styleOf({ kind, style }: Job, maximum: number): string {
  return kind === 'song' || style === null ? '' : oneLine(style, maximum);
}

/** What somebody wrote, for a menu, where Discord refuses to show nothing. */
export function menuText(text: string, maximum: number): string {
  return plainLine(text, maximum) || '…';
}

/** A day as everybody writes it who sorts by it, where Discord shows no times: `2026-11-20`. */
export function plainDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/**
 * As many lines of a list as fit into a message below its head; what is said of those that do not follows as the last ones.
 */
export function listWithin<Item>(
  head: readonly string[],
  items: readonly Item[],
  lineOf: (item: Item) => string,
  tailOf: (hidden: readonly Item[]) => readonly string[],
): string {
  const lines = items.map(lineOf);
  for (let count = lines.length; count > 0; count -= 1) {
    const content = [...head, ...lines.slice(0, count), ...tailOf(items.slice(count))].join('\n');
    if (content.length <= CONTENT_MAXIMUM) return content;
  }
  return [...head, ...tailOf(items)].join('\n');
}
