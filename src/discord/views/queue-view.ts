import { isFinal, type Job } from '../../domain/job.ts';
import type { Place } from '../../jobs/port.ts';
import { text } from '../../locales/text.ts';
import { maker, mention } from './job-facts.ts';
import { listWithin, titleOf } from './list-parts.ts';
import { type View, viewOf } from './view.ts';

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
  entries: readonly QueueLine[];
}

/** What waits and runs in a server, for the member who asks. */
export function queueView({ locale, memberId, entries }: QueueViewOptions): View {
  const present = entries.filter(({ job }) => !isFinal(job.state));
  if (present.length === 0) return viewOf([text(locale, 'queue.empty')]);
  const isFull = present.some(({ place }) => place?.guildIsFull);
  const head = [text(locale, 'queue.title'), ...(isFull ? [text(locale, 'queue.full')] : [])];
  const isOwn = ({ job }: QueueLine) => job.requester.id === memberId;
  const lineOf = (entry: QueueLine) =>
    text(locale, 'queue.entry', {
      status: statusOf(entry, locale),
      title: titleOf(entry.job, locale, SONG_MAXIMUM),
      mention: mention(entry.job.requester.id),
      maker: maker(entry.job, locale),
      isOwn: isOwn(entry),
    });
  const tailOf = (hidden: readonly QueueLine[]) => {
    if (hidden.length === 0) return [];
    const places = hidden.flatMap((entry) => (entry.place && isOwn(entry) ? [entry.place.place] : []));
    const shown = places.slice(0, PLACES_MAXIMUM).join(', ');
    return [
      text(locale, 'list.more', { count: hidden.length }),
      ...(shown === '' ? [] : [text(locale, 'queue.ownBelow', { places: shown })]),
    ];
  };
  return viewOf([listWithin(head, present, lineOf, tailOf)]);
}

function statusOf({ job, place }: QueueLine, locale: string): string {
  if (place) return text(locale, 'queue.place', { place: place.place });
  if (job.state === 'queued') return text(locale, 'queue.waiting');
  return text(locale, 'queue.making', { since: job.task?.submittedAt ?? job.acceptedAt });
}
