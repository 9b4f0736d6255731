import { sharedLocale } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { Report } from '../../port.ts';
import { moderationCard } from '../moderation/moderation-card.ts';
import { mention, messageLink, songName } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, messageOf, type View } from '../view.ts';

const NAME_MAXIMUM = 80;

/**
 * A report for whoever looks after the server: what it is about, who sent it, and why. It pings nobody. In a channel of the
 * server there are buttons that do something about it; they would not work in a direct message.
 */
export function reportView(report: Report, where: 'server' | 'direct' = 'server'): View {
  const { job, cover, reporter, reason } = report;
  const locale = sharedLocale(job);
  if (where === 'server') {
    const nothing = { actions: [], block: undefined, takeDown: report.takeDown, undoableId: undefined };
    return moderationCard({ locale, job, cover, report, ...nothing });
  }
  const reporterName = oneLine(reporter.name, NAME_MAXIMUM) || '…';
  const head = [
    text(locale, 'report.headline', { kind: job.kind, song: songName(job) }),
    text(locale, 'report.cover', { url: messageLink({ ...job, channelId: cover.channelId }, cover.messageId) }),
    text(locale, 'report.requester', { mention: mention(job.requester.id) }),
    text(locale, 'report.reporter', { mention: mention(reporter.id), name: reporterName }),
    text(locale, 'report.how'),
  ];
  const room = CONTENT_MAXIMUM - head.join('\n').length - 1;
  return messageOf([...head, ...quotedWithin(reason, room)]);
}
