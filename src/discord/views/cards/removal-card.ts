import { ButtonStyle } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import type { TakeDown } from '../../../domain/moderation/take-down.ts';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { button } from '../components/buttons.ts';
import { songName } from '../parts/job-facts.ts';
import { cardOf, small, type View } from '../view.ts';

export interface RemovalCardOptions {
  locale: string;
  job: Job;
  /** Null for who may only delete this one. */
  takeDown: TakeDown | null;
}

/** Asks before a cover is deleted, with what goes and what stays. */
export function removalCard({ locale, job, takeDown }: RemovalCardOptions): View {
  const remixes = takeDown?.remixes ?? 0;
  const blocksSong = takeDown?.song === 'blocked';
  const remove = button(text(locale, 'button.remove'), coverIds.remove(job.id), ButtonStyle.Danger);
  const lines = [
    text(locale, 'removal.ask', { song: songName(job) }),
    small(text(locale, 'removal.goes')),
    small(text(locale, 'removal.remixesStay')),
  ];
  const songStays = takeDown?.song === 'stays' ? [small(text(locale, 'removal.songStays'))] : [];
  // Else there is no more to take down than the cover itself.
  const hasMore = remixes > 0 || blocksSong;
  if (!hasMore) return cardOf([...lines, ...songStays], [remove]);
  const label = text(locale, 'button.takeDown', { remixes });
  return cardOf(
    [...lines, text(locale, 'removal.takeDown', { remixes, blocksSong }), ...songStays],
    [remove, button(label, coverIds.takeDown(job.id), ButtonStyle.Danger)],
  );
}

/** What became of it. */
export function removedView({ count, refused }: { count: number; refused: number }, locale: string): View {
  if (count === 0 && refused === 0) return cardOf([text(locale, 'removal.none')]);
  const done = count === 0 ? [] : [text(locale, 'removal.done', { count })];
  return cardOf([...done, ...refusedLines(refused, locale)]);
}

/** What is said of messages that Discord did not let us delete. */
export function refusedLines(count: number, locale: string): string[] {
  return count === 0 ? [] : [text(locale, 'messages.refused', { count })];
}
