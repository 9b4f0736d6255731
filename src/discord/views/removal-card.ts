import { ButtonStyle } from 'discord.js';
import type { Job } from '../../domain/job.ts';
import { rootHashOf } from '../../domain/lineage.ts';
import { text } from '../../locales/text.ts';
import { coverIds } from '../cover-ids.ts';
import { button } from './buttons.ts';
import { songName } from './job-facts.ts';
import { refusedLines } from './refused-lines.ts';
import { type View, viewOf } from './view.ts';

export interface RemovalCardOptions {
  locale: string;
  job: Job;
  /** How many covers a taking down takes along; null for who may only delete this one. */
  remixes: number | null;
}

/** Asks before a cover is deleted, with what goes and what stays. */
export function removalCard({ locale, job, remixes }: RemovalCardOptions): View {
  const blocksSong = rootHashOf(job) !== null;
  // Of a song that nothing was made from, there is no more to take down than itself.
  const takenAlong = remixes === 0 && !blocksSong ? null : remixes;
  const remove = button(text(locale, 'button.remove'), coverIds.remove(job.id), ButtonStyle.Danger);
  const lines = [
    text(locale, 'removal.ask', { song: songName(job) }),
    text(locale, 'removal.goes'),
    text(locale, 'removal.remixesStay'),
  ];
  if (takenAlong === null) return viewOf(lines, [remove]);
  const takeDown = text(locale, 'button.takeDown', { remixes: takenAlong });
  return viewOf(
    [...lines, text(locale, 'removal.takeDown', { remixes: takenAlong, blocksSong })],
    [remove, button(takeDown, coverIds.takeDown(job.id), ButtonStyle.Danger)],
  );
}

/** What became of it. */
export function removedView({ count, refused }: { count: number; refused: number }, locale: string): View {
  if (count === 0 && refused === 0) return viewOf([text(locale, 'removal.none')]);
  const done = count === 0 ? [] : [text(locale, 'removal.done', { count })];
  return viewOf([...done, ...refusedLines(refused, locale)]);
}
