import type { Job } from '../job.ts';

/** What files of takes end in that were handed on. */
const OF_A_COVER = / \((?:cover|take)(?: \d+)?\)$/;

/** The title of the song that a job is made from, by the name of its file; empty where it has none, and for a new song. */
export function songTitleOf({
  reference,
  voice,
  instrumental,
}: Pick<Job, 'reference' | 'voice' | 'instrumental'>): string {
  const name = (reference ?? voice ?? instrumental)?.name ?? '';
  let title = name.replace(/\.[a-z0-9]{1,5}$/i, '');
  // Discord's own way to write a name that has spaces in it.
  if (!/\s/.test(title)) title = title.replaceAll('_', ' ');
  while (OF_A_COVER.test(title)) title = title.replace(OF_A_COVER, '');
  return title.trim();
}
