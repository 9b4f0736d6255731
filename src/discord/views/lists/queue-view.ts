import { isFinal, type Job } from '../../../domain/job.ts';
import type { Place } from '../../../domain/turns/places.ts';
import { text } from '../../../locales/text.ts';
import { mention } from '../parts/job-facts.ts';
import { listWithin, titleOf } from '../parts/list-parts.ts';
import { cardOf, type View } from '../view.ts';

const SONG_MAXIMUM = 60;
/** Of one's own that do not fit any more. */
const PLACES_MAXIMUM = 10;

export interface QueueLine {
  job: Job;
  /** Undefined for what runs. */
  place: Place | undefined;
}

export interface QueueViewOptions {
  locale: string;
  memberId: string;
  /** Those that come first. */
  entries: readonly QueueLine[];
  /** All of the member's own. */
  own: readonly QueueLine[];
  /** How many there are in all. */
  count: number;
}

/** What waits and runs in a server, for the member who asks: of others' it says whose it is and where it stands, and no word more. */
export function queueView({ locale, memberId, entries, own, count }: QueueViewOptions): View {
  const present = entries.filter(({ job }) => !isFinal(job.state));
  if (present.length === 0 && own.length === 0) return cardOf([text(locale, 'queue.empty')]);
  const isFull = present.some(({ place }) => place?.guildIsFull);
  const head = [text(locale, 'queue.title'), ...(isFull ? [text(locale, 'queue.full')] : [])];
  // What others ask for is theirs to tell until it is posted; whose turn it is concerns everybody.
  const lineOf = (entry: QueueLine) =>
    text(locale, 'queue.entry', {
      status: statusOf(entry, locale),
      title: entry.job.requester.id === memberId ? titleOf(entry.job, locale, SONG_MAXIMUM) : null,
      mention: mention(entry.job.requester.id),
    });
  const tailOf = (hidden: readonly QueueLine[]) => {
    const visible = present.slice(0, present.length - hidden.length).map(({ job }) => job.id);
    const more = Math.max(count, present.length) - visible.length;
    if (more === 0) return [];
    const below = own.filter(({ job }) => !visible.includes(job.id));
    const places = below.flatMap(({ place }) => (place ? [place.place] : [])).slice(0, PLACES_MAXIMUM);
    return [
      text(locale, 'list.more', { count: more }),
      ...(places.length === 0 ? [] : [text(locale, 'queue.ownBelow', { places })]),
    ];
  };
  return cardOf([listWithin(head, present, lineOf, tailOf)]);
}

function statusOf({ job, place }: QueueLine, locale: string): string {
  if (place) return text(locale, 'queue.place', { place: place.place });
  if (job.state === 'queued') return text(locale, 'queue.waiting');
  return text(locale, 'queue.making', { since: job.task?.submittedAt ?? job.acceptedAt });
}
