import { isFinal, type Job } from '../../domain/job.ts';
import { memberText, text } from '../../locales/text.ts';
import { againButton } from './buttons.ts';
import { headline, maker, messageLink, plainLink, priceMicros } from './job-facts.ts';
import { type View, viewOf } from './view.ts';

/** A job at its end, for its requester alone: where the cover is, the takes themselves, or what went wrong. */
export function endedView(job: Job): View {
  const { locale } = job;
  const title = headline(job);
  if (job.state === 'delivered' && job.delivery?.messageId) {
    const link = messageLink(job, job.delivery.messageId);
    return viewOf([title, text(locale, 'progress.delivered', { kind: job.kind, link })]);
  }
  if (isKept(job)) return keptView(job);
  if (job.state === 'cancelled') return viewOf([title, cancelledLine(job)]);
  return viewOf([title, failureReason(job), ...triedLines(job), costLine(job)], [againButton(locale, job.id)]);
}

/** Whether the cover was made and paid for, but not posted: its takes are for the requester. */
export function isKept(job: Job): boolean {
  return isFinal(job.state) && job.takes.length > 0 && !job.delivery?.messageId;
}

/** The takes of a cover that was not posted, with their links and when these die. */
export function keptView(job: Job): View {
  const { locale } = job;
  const links = job.takes.flatMap(({ link }, index) => {
    const url = link ? plainLink(link.url) : undefined;
    return link && url ? [text(locale, 'kept.take', { number: index + 1, url, expiresAt: link.expiresAt })] : [];
  });
  const reason = job.cancelRequestedAt === null ? failureReason(job) : text(locale, 'kept.cancelled');
  return viewOf([
    headline(job),
    reason,
    ...(links.length > 0 ? [text(locale, 'kept.save'), ...links] : [text(locale, 'kept.noLink')]),
  ]);
}

/** Why a job did not end as its requester hoped. */
export function failureReason(job: Job): string {
  if (job.failure) return memberText(job.locale, job.failure);
  return memberText(job.locale, { key: 'delivery.kept', params: {} });
}

/** Only what was really sent to somebody. */
function triedLines(job: Job): string[] {
  return job.task ? [text(job.locale, 'progress.tried', { maker: maker(job) })] : [];
}

function cancelledLine(job: Job): string {
  const micros = priceMicros(job);
  if (micros === null) return text(job.locale, 'progress.cancelledUnknown');
  return micros === 0 ? text(job.locale, 'progress.cancelled') : text(job.locale, 'progress.cancelledPaid', { micros });
}

function costLine(job: Job): string {
  const micros = priceMicros(job);
  if (micros === null) return text(job.locale, 'progress.failedUnknown');
  return micros === 0 ? text(job.locale, 'progress.failedFree') : text(job.locale, 'progress.failedPaid', { micros });
}
