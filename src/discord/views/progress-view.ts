import type { Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import type { ProgressView } from '../port.ts';
import { cancelButton } from './buttons.ts';
import { endedView } from './ended-view.ts';
import { providerTitle, songName } from './job-facts.ts';
import { type View, viewOf } from './view.ts';

/** How a job is getting on, for its requester alone. */
export function progressView(job: Job, now: ProgressView): View {
  const headline = text(job.locale, 'progress.song', { song: songName(job) });
  switch (job.state) {
    case 'queued':
      return viewOf([headline, ...waitingLines(job, now)], [cancelButton(job.locale, job.id)]);
    case 'submitting':
    case 'generating':
      return viewOf([headline, makingLine(job, now), ...cancelTooLateLines(job)]);
    case 'delivering':
      return viewOf([headline, deliveringLine(job)]);
    case 'unknown':
      return viewOf([headline, text(job.locale, 'progress.unknown', { provider: providerTitle(job) })]);
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
  const making = text(job.locale, 'progress.making', { startedAt });
  const typicalMs = expectedEndAt === undefined ? 0 : expectedEndAt - startedAt;
  return typicalMs > 0 ? `${making}, ${text(job.locale, 'progress.typical', { ms: typicalMs })}.` : `${making}.`;
}

function deliveringLine(job: Job): string {
  return text(job.locale, job.cancelRequestedAt === null ? 'progress.delivering' : 'progress.deliveringPrivately');
}

function cancelTooLateLines(job: Job): string[] {
  return job.cancelRequestedAt === null ? [] : [text(job.locale, 'progress.cancelTooLate')];
}
