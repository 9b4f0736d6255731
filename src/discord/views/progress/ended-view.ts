import { ComponentType } from 'discord.js';
import { isKept, type Job } from '../../../domain/job.ts';
import { memberText, text } from '../../../locales/text.ts';
import type { PostedTake } from '../../port.ts';
import { againButton, postButton } from '../components/buttons.ts';
import { channelMention, headline, maker, messageLink, plainLink, priceMicros } from '../parts/job-facts.ts';
import { takeLine } from '../parts/take-line.ts';
import { CONTENT_MAXIMUM, fitRanked, type View, viewOf } from '../view.ts';
import { viewFile } from '../view-file.ts';

const FILES_MAXIMUM = 10;

/** Buttons work in servers only. */
type Where = 'server' | 'direct';

/**
 * A job at its end, for its requester alone: where the cover is, the takes themselves, or what went wrong. `takes` as for
 * `keptView`.
 */
export function endedView(job: Job, takes: readonly PostedTake[] = [], where: Where = 'server'): View {
  const { locale } = job;
  const title = headline(job);
  if (job.state === 'delivered' && job.delivery?.messageId) {
    return viewOf([title, deliveredLine(job, job.delivery.messageId)]);
  }
  if (isKept(job)) return keptView(job, takes, where);
  if (job.state === 'cancelled') {
    const reasons = job.failure ? [memberText(locale, job.failure)] : [];
    return viewOf([title, ...reasons, cancelledLine(job)]);
  }
  return viewOf([title, failureReason(job, locale), ...triedLines(job), costLine(job)], [againButton(locale, job.id)]);
}

/**
 * The takes of a cover that was not posted, as files and links. Where none are given, there are the providers' own links, as
 * far as these still work.
 */
export function keptView(job: Job, takes: readonly PostedTake[] = [], where: Where = 'server'): View {
  const { locale } = job;
  const usable = takes.filter(isUsable);
  const given = usable.length > 0 ? usable : linkedTakes(job).filter(isUsable);
  const reason = job.cancelRequestedAt === null ? failureReason(job, locale) : text(locale, 'kept.cancelled');
  const files = given.flatMap((take) => take.files.map(viewFile)).slice(0, FILES_MAXIMUM);
  const lines = [
    { rank: 0, line: headline(job) },
    { rank: 2, line: reason },
    { rank: 3, line: text(locale, given.length > 0 ? 'kept.save' : 'kept.noLink') },
    { rank: 4, line: text(locale, where === 'server' ? 'kept.post' : 'kept.postLater') },
    ...given.map((take) => ({ rank: 1, line: takeLine(job, take, locale) })),
  ];
  const components: View['components'] = [{ type: ComponentType.ActionRow, components: [postButton(locale, job.id)] }];
  return { content: fitRanked(lines, CONTENT_MAXIMUM).join('\n'), components, files };
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
  return micros === 0 ? text(job.locale, 'progress.cancelled') : text(job.locale, 'progress.cancelledPaid', { micros });
}

function costLine(job: Job): string {
  const micros = priceMicros(job);
  if (micros !== null && job.settled === 'presumed') return text(job.locale, 'progress.failedPresumed', { micros });
  if (micros === null) return text(job.locale, 'progress.failedUnknown');
  return micros === 0 ? text(job.locale, 'progress.failedFree') : text(job.locale, 'progress.failedPaid', { micros });
}
