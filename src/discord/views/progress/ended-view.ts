import { isKept, type Job } from '../../../domain/job.ts';
import { isBarred } from '../../../domain/moderation/approval.ts';
import { memberText, text } from '../../../locales/text.ts';
import type { PostedTake } from '../../port.ts';
import { againButton, keptButton, postButton } from '../components/buttons.ts';
import { channelMention, headline, maker, messageLink, plainLink, priceMicros } from '../parts/job-facts.ts';
import { takeLine } from '../parts/take-line.ts';
import { type CardView, CONTENT_MAXIMUM, cardOf, fitRanked, type MessageView, rowOf, small } from '../view.ts';
import { takeViewFile } from '../view-file.ts';

const FILES_MAXIMUM = 10;

/** Buttons work in servers only. */
type Where = 'server' | 'direct';

/**
 * A job at its end, for its requester alone: where the cover is, that its takes can be had, or what went wrong. It plays nothing,
 * so that it can stand in place of what was shown before.
 */
export function endedView(job: Job): CardView {
  const { locale } = job;
  const title = headline(job);
  if (job.state === 'delivered' && job.delivery?.messageId) {
    return cardOf([title, deliveredLine(job, job.delivery.messageId)]);
  }
  if (isKept(job)) {
    const lines = [title, keptReason(job, locale), text(locale, 'kept.ready')];
    // Only a moderator can have it posted.
    if (isBarred(job)) return cardOf(lines, [keptButton(locale, job)]);
    return cardOf([...lines, small(text(locale, 'kept.post'))], [keptButton(locale, job), postButton(locale, job.id)]);
  }
  if (job.state === 'cancelled') {
    const reasons = job.failure ? [memberText(locale, job.failure)] : [];
    return cardOf([title, ...reasons, small(cancelledLine(job))]);
  }
  const facts = [...triedLines(job), costLine(job)].map(small);
  return cardOf([title, failureReason(job, locale), ...facts], [againButton(locale, job.id)]);
}

/**
 * The takes of a cover that was not posted, as files and links of a classic message. Where none are given, there are the
 * providers' own links, as far as these still work.
 */
export function keptView(job: Job, takes: readonly PostedTake[] = [], where: Where = 'server'): MessageView {
  const { locale } = job;
  const usable = takes.filter(isUsable);
  const given = usable.length > 0 ? usable : linkedTakes(job).filter(isUsable);
  const files = given
    .flatMap((take) => take.files.map((file) => takeViewFile(job, take.index, file)))
    .slice(0, FILES_MAXIMUM);
  const lines = [
    { rank: 0, line: headline(job) },
    { rank: 2, line: keptReason(job, locale) },
    { rank: 3, line: text(locale, given.length > 0 ? 'kept.save' : 'kept.noLink') },
    ...(isBarred(job) ? [] : [{ rank: 4, line: text(locale, where === 'server' ? 'kept.post' : 'kept.postLater') }]),
    ...given.map((take) => ({ rank: 1, line: takeLine(job, take, locale) })),
  ];
  const content = fitRanked(lines, CONTENT_MAXIMUM).join('\n');
  return { content, components: isBarred(job) ? [] : [rowOf([postButton(locale, job.id)])], files };
}

/** Why a cover that was made is its requester's alone. */
export function keptReason(job: Job, locale: string): string {
  if (job.cancelRequestedAt !== null) return text(locale, 'kept.cancelled');
  return job.isPrivateFirst && !job.failure ? text(locale, 'kept.private') : failureReason(job, locale);
}

function isUsable({ files, link }: PostedTake): boolean {
  return files.length > 0 || (link !== null && plainLink(link.url) !== undefined);
}

function linkedTakes({ takes }: Job): PostedTake[] {
  return takes.map(({ link }, index) => ({ index, files: [], link }));
}

/** Why a job did not end as its requester hoped. */
export function failureReason(job: Job, locale: string): string {
  return memberText(locale, job.failure ?? { key: 'delivery.kept', params: {} });
}

function deliveredLine(job: Job, messageId: string): string {
  const { locale, kind, askedIn, channelId } = job;
  const link = messageLink(job, messageId);
  if (askedIn === null) return text(locale, 'progress.delivered', { kind, link });
  return text(locale, 'progress.deliveredElsewhere', { kind, link, channel: channelMention(channelId) });
}

/** Only what was really sent to somebody. */
function triedLines(job: Job): string[] {
  return job.task ? [text(job.locale, 'progress.tried', { maker: maker(job) })] : [];
}

function cancelledLine(job: Job): string {
  const micros = priceMicros(job);
  if (micros === null) return text(job.locale, 'progress.cancelledUnknown');
  if (micros === 0) return text(job.locale, 'progress.cancelled');
  return text(job.locale, 'progress.cancelledPaid', { micros: toldMicros(job, micros) });
}

function costLine(job: Job): string {
  const micros = priceMicros(job);
  if (micros !== null && job.settled === 'presumed')
    return text(job.locale, 'progress.failedPresumed', { micros: toldMicros(job, micros) });
  if (micros === null) return text(job.locale, 'progress.failedUnknown');
  if (micros === 0) return text(job.locale, 'progress.failedFree');
  return text(job.locale, 'progress.failedPaid', { micros: toldMicros(job, micros) });
}

/** Null where the server does not tell its requester what things cost. */
function toldMicros({ pricesFor }: Job, micros: number): number | null {
  return pricesFor === 'nobody' ? null : micros;
}
