import { isInstrumentalSkeleton } from '../../../domain/draft/lyrics.ts';
import { isForRequesterAlone, type Job, UNKNOWN_DEADLINE_MS } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { ProgressView } from '../../port.ts';
import { cancelButton } from '../components/buttons.ts';
import { headline, madeBy, providerTitle, sentTo } from '../parts/job-facts.ts';
import { outlookLines } from '../parts/outlook-lines.ts';
import { cardOf, small, type View } from '../view.ts';
import { endedView } from './ended-view.ts';

/** For a job of which no more is known than what its record says. */
export const nothingKnown: ProgressView = { place: undefined, outlook: { phase: 'unknown' }, usual: undefined };

/** How a job is getting on, for its requester alone. */
export function progressView(job: Job, now: ProgressView): View {
  const title = headline(job);
  const outlook = outlookLines(now.outlook, job.locale);
  switch (job.state) {
    case 'queued':
      return cardOf(
        [title, ...waitingLines(job, now, outlook), ...instrumentalLines(job), ...sentToLines(job)],
        [cancelButton(job.locale, job.id)],
      );
    case 'submitting':
    case 'generating':
      return withPaidCancel(job, [
        title,
        ...makingLines(job, now, outlook),
        ...instrumentalLines(job),
        ...sentToLines(job),
      ]);
    case 'unknown':
      return cardOf([title, unknownLine(job), ...outlook]);
    case 'delivering':
      return cardOf([title, deliveringLine(job), ...outlook]);
    case 'delivered':
    case 'failed':
    case 'cancelled':
      return endedView(job);
  }
}

function waitingLines(
  { locale, tried }: Job,
  { place, outlook, usual, isHeld }: ProgressView,
  outlooks: readonly string[],
): string[] {
  const requeued = tried.length > 0 ? [text(locale, 'job.requeued')] : [];
  if (isHeld) return [...requeued, text(locale, 'progress.held'), ...outlooks];
  if (place?.guildIsFull) return [...requeued, text(locale, 'progress.guildFull'), ...outlooks];
  // What starts this moment has no place in a line any more.
  const places = outlook.phase === 'starting' ? [] : [placeLine(locale, place?.place)];
  const later = usual ? [small(text(locale, 'progress.usualOnceStarted', usual))] : [];
  return [...requeued, ...places, ...outlooks, ...later];
}

function placeLine(locale: string, place: number | undefined): string {
  if (place === undefined) return text(locale, 'progress.waiting');
  return place <= 1 ? text(locale, 'progress.next') : text(locale, 'progress.line', { place });
}

function makingLines(job: Job, { outlook, usual }: ProgressView, outlooks: readonly string[]): string[] {
  const { locale, kind } = job;
  // What is over by now is no promise any more.
  const isOver = outlook.phase === 'slow' || outlook.phase === 'leaving';
  const usually = usual && !isOver ? [small(text(locale, 'progress.usual', usual))] : [];
  return [text(locale, 'progress.making', { kind }), ...outlooks, ...usually];
}

function unknownLine(job: Job): string {
  const minutes = UNKNOWN_DEADLINE_MS / 60_000;
  return text(job.locale, 'progress.unknown', { provider: providerTitle(madeBy(job).provider), minutes });
}

/** What is paid for can still be kept out of the channel. */
function withPaidCancel(job: Job, lines: readonly string[]): View {
  const { id, locale, cancelRequestedAt, isPrivateFirst } = job;
  if (cancelRequestedAt !== null) return cardOf([...lines, text(locale, 'progress.cancelTooLate')]);
  // Nothing is posted of it anyway, and it is paid for.
  if (isPrivateFirst) return cardOf([...lines, small(text(locale, 'progress.privateFirst'))]);
  return cardOf([...lines, small(text(locale, 'progress.cancelPaid'))], [cancelButton(locale, id)]);
}

/** A member's first cover says where the song goes while it can still be stopped. */
function sentToLines(job: Job): string[] {
  return job.isFirst && job.kind === 'cover' ? [small(text(job.locale, 'wait.sentTo', sentTo(job)))] : [];
}

function deliveringLine(job: Job): string {
  if (isForRequesterAlone(job)) return text(job.locale, 'progress.deliveringPrivately', { kind: job.kind });
  const key = job.delivery?.isDelayed ? 'progress.deliveringDelayed' : 'progress.delivering';
  return text(job.locale, key, { kind: job.kind });
}

/** Tags without words are taken as they are, so this is said where they may have been left empty by mistake. */
function instrumentalLines({ lyrics, locale, kind }: Job): string[] {
  const isSaid = lyrics !== null && isInstrumentalSkeleton(lyrics);
  return isSaid ? [small(text(locale, 'progress.instrumental', { kind }))] : [];
}
