import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { PostedTake } from '../../port.ts';
import { plainLink } from './job-facts.ts';

/** What is to be known of one take of a message: its number, its seed, and its link where the take itself is no file of it. */
export function takeLine(
  { takes }: Pick<Job, 'takes'>,
  { index, files, link, isTooLarge = false }: PostedTake,
  locale: string,
): string {
  const line = text(locale, 'cover.take', { number: index + 1, seed: takes[index]?.seed ?? null });
  const isAttached = files.length > 0;
  const url = link ? plainLink(link.url) : undefined;
  if (link && url !== undefined) {
    return `${line} · ${text(locale, 'cover.takeLink', { url, expiresAt: link.expiresAt, isAttached, isTooLarge })}`;
  }
  if (isAttached) return line;
  return `${line} · ${text(locale, isTooLarge ? 'cover.takeTooLarge' : 'cover.takeMissing')}`;
}
