import type { Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import { againButton, keptButton } from './buttons.ts';
import { failureReason, isKept } from './ended-view.ts';
import { mention, messageLink, songName } from './job-facts.ts';
import { type View, viewOf } from './view.ts';

/** How a job ended, as one line that others may read: no links to takes, which are the requester's alone. */
export function tellView(job: Job): View {
  const facts = { mention: mention(job.requester.id), kind: job.kind, song: songName(job) };
  if (job.state === 'delivered' && job.delivery?.messageId) {
    const link = messageLink(job, job.delivery.messageId);
    return viewOf([text(job.locale, 'tell.done', { ...facts, link })]);
  }
  if (isKept(job)) return viewOf([text(job.locale, 'tell.kept', facts)], [keptButton(job.locale, job.id)]);
  if (job.state === 'cancelled') return viewOf([text(job.locale, 'tell.cancelled', facts)]);
  return viewOf(
    [text(job.locale, 'tell.failed', { ...facts, reason: failureReason(job) })],
    [againButton(job.locale, job.id)],
  );
}
