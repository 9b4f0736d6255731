import type { Event } from '../history.ts';
import { type Check, countBy, dayOf, isUndisturbed, marksIn, type Seen } from './seen.ts';

type Asked = Extract<Event, { kind: 'asked' }>;

/** Words that are written for money. */
export const lyricsRules = {
  'words are written once for each wish': ({ life }) => {
    const wished = countBy(wishesOf(life).map(({ mark }) => mark));
    const written = countBy(writtenIn(life).map(({ words }) => markIn(words)));
    return [...written]
      .filter(([mark, count]) => count > (wished.get(mark) ?? 0))
      .map(([mark, count]) => `${mark} was written ${count} times for ${wished.get(mark) ?? 0} wishes`);
  },

  'what was paid for words stands in the books': ({ life, billedBy }) => {
    const markOf = new Map(wishesOf(life).map(({ asked, mark }) => [asked.interaction, mark] as const));
    const booked = new Map<string, number>();
    for (const [attempt, rows] of Map.groupBy(life.charges, ({ jobId }) => /:lyrics:(\d+)$/.exec(jobId)?.[1])) {
      const mark = markOf.get(attempt ?? '');
      const taken = rows.filter(({ state }) => state !== 'refunded').map(({ micros }) => micros);
      if (mark !== undefined) booked.set(mark, (booked.get(mark) ?? 0) + Math.max(0, ...taken));
    }
    const billed = new Map<string, number>();
    for (const { id, words } of writtenIn(life)) {
      const mark = markIn(words);
      billed.set(mark, (billed.get(mark) ?? 0) + (billedBy.get(`minimax ${id}`) ?? 0));
    }
    // What got lost may have been paid for, and counts as that.
    const unsure = new Set(wishesOf(life).flatMap(({ asked, mark }) => (isSmooth(life, asked.at) ? [] : mark)));
    return [...new Set([...booked.keys(), ...billed.keys()])].flatMap((mark) => {
      const [inBooks, onBill] = [booked.get(mark) ?? 0, billed.get(mark) ?? 0];
      const isWrong = inBooks < onBill || (!unsure.has(mark) && inBooks > onBill);
      return isWrong ? [`${mark} was billed with ${onBill}, and stands with ${inBooks} in the books`] : [];
    });
  },

  'no member has more words written or heard than their day allows': ({ life }) => {
    const { lyricsWrittenPerDay, lyricsHeardPerDay } = life.config.quota;
    const whose = new Map(wishesOf(life).map(({ asked, mark }) => [mark, asked.member] as const));
    const written = countBy(writtenIn(life).map(({ words, at }) => `${whose.get(markIn(words))} on ${dayOf(at)}`));
    // By whose wish it was, as far as one can see from outside: the songs that were shown.
    const heard = life.charges.filter(({ jobId, state }) => jobId.includes(':heard:') && state === 'committed');
    const heardBy = countBy(heard.map(({ scope, window }) => `${scope} in ${window}`));
    return [
      ...[...written].filter(([, count]) => count > lyricsWrittenPerDay),
      ...[...heardBy].filter(([, count]) => count > lyricsHeardPerDay),
    ].map(([who, count]) => `${who}: ${count} times`);
  },
} satisfies Record<string, Check>;

/** So long after its wish something is written, or nothing comes of it. */
const WRITTEN_WITHIN_MS = 180_000;

/** Whether nothing goes wrong in a life while something is written that was asked for at a moment. */
function isSmooth({ plan, events }: Seen['life'], askedAt: number): boolean {
  const isTrouble = ({ at, ...event }: Event) =>
    at >= askedAt &&
    at < askedAt + WRITTEN_WITHIN_MS &&
    ((event.kind === 'incarnation' && event.how === 'killed') ||
      (event.kind === 'fault' && event.effect === 'minimax:write'));
  return isUndisturbed({ ...plan, faults: 0 }) && !events.some(isTrouble);
}

function writtenIn({ events }: Seen['life']) {
  return events
    .filter((event) => event.kind === 'provider')
    .filter(({ what, said }) => what === 'write' && said === 'accepted');
}

/** Forms that asked for words, as they were sent. */
function wishesOf({ events }: Seen['life']): { asked: Asked; mark: string }[] {
  return events
    .filter((event) => event.kind === 'asked')
    .filter(({ what }) => what.startsWith('sends cover:wish:'))
    .map((asked) => ({ asked, mark: markIn(asked.words) }));
}

function markIn(words: string): string {
  return marksIn(words).find((mark) => mark.startsWith('lyrics')) ?? '';
}
