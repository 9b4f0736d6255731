import { sharedLocale } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import type { Report } from '../../port.ts';
import { mention, messageLink, songName } from '../parts/job-facts.ts';
import { quotedWithin } from '../parts/quoted.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, messageOf, type View } from '../view.ts';

const NAME_MAXIMUM = 80;

/** A report for whoever looks after the server: what it is about, who sent it, and why. It pings nobody. */
export function reportView({ job, cover, reporter, reason }: Report): View {
  const locale = sharedLocale(job);
  const reporterName = oneLine(reporter.name, NAME_MAXIMUM) || '…';
  const head = [
    text(locale, 'report.headline', { kind: job.kind, song: songName(job) }),
    text(locale, 'report.cover', { url: messageLink({ ...job, channelId: cover.channelId }, cover.messageId) }),
    text(locale, 'report.requester', { mention: mention(job.requester.id) }),
    text(locale, 'report.reporter', { mention: mention(reporter.id), name: reporterName }),
  ];
  const room = CONTENT_MAXIMUM - head.join('\n').length - 1;
  return messageOf([...head, ...quotedWithin(reason, room)]);
}
