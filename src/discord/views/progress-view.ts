import type { Job } from '../../domain/job.ts';
import { isInstrumentalSkeleton } from '../../domain/lyrics.ts';
import { text } from '../../locales/text.ts';
import type { ProgressView } from '../port.ts';
import { cancelButton } from './buttons.ts';
import { endedView } from './ended-view.ts';
import { headline, madeBy, maker, providerTitle } from './job-facts.ts';
import { type View, viewOf } from './view.ts';

/** How a job is getting on, for its requester alone. */
export function progressView(job: Job, now: ProgressView): View {
  const title = headline(job);
  switch (job.state) {
    case 'queued':
      return viewOf([title, ...waitingLines(job, now), ...instrumentalLines(job)], [cancelButton(job.locale, job.id)]);
    case 'submitting':
    case 'generating':
      return viewOf([title, makingLine(job, now), ...instrumentalLines(job), ...cancelTooLateLines(job)]);
    case 'delivering':
      return viewOf([title, deliveringLine(job)]);
    case 'unknown':
      return viewOf([title, text(job.locale, 'progress.unknown', { provider: providerTitle(madeBy(job).provider) })]);
    case 'delivered':
    case 'failed':
    case 'cancelled':
      return endedView(job);
  }
}

function waitingLines(job: Job, { place, expectedStartAt }: ProgressView): string[] {
  const { locale } = job;
  const lines = job.tried.length > 0 ? [text(locale, 'job.requeued')] : [];
  if (place?.guildIsFull) return [...lines, text(locale, 'progress.guildFull')];
  lines.push(placeLine(locale, place?.place));
  if (expectedStartAt !== undefined) lines.push(text(locale, 'progress.startsAt', { at: expectedStartAt }));
  return lines;
}

function placeLine(locale: string, place: number | undefined): string {
  if (place === undefined) return text(locale, 'progress.waiting');
  return place <= 1 ? text(locale, 'progress.next') : text(locale, 'progress.line', { place });
}

function makingLine(job: Job, { expectedEndAt }: ProgressView): string {
  const startedAt = job.task?.submittedAt ?? job.acceptedAt;
  const making = text(job.locale, 'progress.making', { kind: job.kind, maker: maker(job), startedAt });
  const typicalMs = expectedEndAt === undefined ? 0 : expectedEndAt - startedAt;
  return typicalMs > 0 ? `${making}, ${text(job.locale, 'progress.typical', { ms: typicalMs })}.` : `${making}.`;
}

function deliveringLine(job: Job): string {
  const key = job.cancelRequestedAt === null ? 'progress.delivering' : 'progress.deliveringPrivately';
  return text(job.locale, key, { kind: job.kind });
}

/** Tags without words are taken as they are, so this is said where they may have been left empty by mistake. */
function instrumentalLines({ lyrics, locale, kind }: Job): string[] {
  const isSaid = lyrics !== null && isInstrumentalSkeleton(lyrics);
  return isSaid ? [text(locale, 'progress.instrumental', { kind })] : [];
}

function cancelTooLateLines(job: Job): string[] {
  return job.cancelRequestedAt === null ? [] : [text(job.locale, 'progress.cancelTooLate')];
}
