import { type Job, UNKNOWN_DEADLINE_MS } from '../../../domain/job.ts';
import { isInstrumentalSkeleton } from '../../../domain/lyrics.ts';
import { text } from '../../../locales/text.ts';
import type { ProgressView } from '../../port.ts';
import { cancelButton } from '../components/buttons.ts';
import { headline, madeBy, providerTitle } from '../parts/job-facts.ts';
import { type View, viewOf } from '../view.ts';
import { endedView } from './ended-view.ts';

/** For a job of which no more is known than what its record says. */
export const nothingKnown: ProgressView = { place: undefined, expectedStartAt: undefined, usual: undefined, takes: [] };

/** How a job is getting on, for its requester alone. */
export function progressView(job: Job, now: ProgressView): View {
  const title = headline(job);
  switch (job.state) {
    case 'queued':
      return viewOf([title, ...waitingLines(job, now), ...instrumentalLines(job)], [cancelButton(job.locale, job.id)]);
    case 'submitting':
    case 'generating':
      return withPaidCancel(job, [title, makingLine(job, now), ...instrumentalLines(job)]);
    case 'unknown':
      return viewOf([title, unknownLine(job)]);
    case 'delivering':
      return viewOf([title, deliveringLine(job)]);
    case 'delivered':
    case 'failed':
    case 'cancelled':
      return endedView(job, now.takes);
  }
}

function waitingLines(job: Job, { place, usual }: ProgressView): string[] {
  const { locale } = job;
  const lines = job.tried.length > 0 ? [text(locale, 'job.requeued')] : [];
  if (place?.guildIsFull) return [...lines, text(locale, 'progress.guildFull')];
  lines.push(placeLine(locale, place?.place));
  if (usual) lines.push(text(locale, 'progress.usualOnceStarted', usual));
  return lines;
}

function placeLine(locale: string, place: number | undefined): string {
  if (place === undefined) return text(locale, 'progress.waiting');
  return place <= 1 ? text(locale, 'progress.next') : text(locale, 'progress.line', { place });
}

function makingLine(job: Job, { usual }: ProgressView): string {
  const making = text(job.locale, 'progress.making', { kind: job.kind });
  return usual ? `${making} ${text(job.locale, 'progress.usual', usual)}` : making;
}

function unknownLine(job: Job): string {
  const minutes = UNKNOWN_DEADLINE_MS / 60_000;
  return text(job.locale, 'progress.unknown', { provider: providerTitle(madeBy(job).provider), minutes });
}

/** What is paid for can still be kept out of the channel. */
function withPaidCancel(job: Job, lines: readonly string[]): View {
  const { id, locale, cancelRequestedAt } = job;
  if (cancelRequestedAt !== null) return viewOf([...lines, text(locale, 'progress.cancelTooLate')]);
  return viewOf([...lines, text(locale, 'progress.cancelPaid')], [cancelButton(locale, id)]);
}

function deliveringLine(job: Job): string {
  if (job.cancelRequestedAt !== null) return text(job.locale, 'progress.deliveringPrivately', { kind: job.kind });
  const key = job.delivery?.isDelayed ? 'progress.deliveringDelayed' : 'progress.delivering';
  return text(job.locale, key, { kind: job.kind });
}

/** Tags without words are taken as they are, so this is said where they may have been left empty by mistake. */
function instrumentalLines({ lyrics, locale, kind }: Job): string[] {
  const isSaid = lyrics !== null && isInstrumentalSkeleton(lyrics);
  return isSaid ? [text(locale, 'progress.instrumental', { kind })] : [];
}
