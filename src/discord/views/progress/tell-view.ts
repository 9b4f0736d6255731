import { isKept, type Job, sharedLocale } from '../../../domain/job.ts';
import { isBarred } from '../../../domain/moderation/approval.ts';
import { text } from '../../../locales/text.ts';
import { againButton, keptButton, postButton } from '../components/buttons.ts';
import { mention, messageLink, songName } from '../parts/job-facts.ts';
import { messageOf, type View } from '../view.ts';
import { failureReason } from './ended-view.ts';

/** How a job ended, as one line that others may read: no links to takes, which are the requester's alone. */
export function tellView(job: Job): View {
  const locale = sharedLocale(job);
  const facts = { mention: mention(job.requester.id), kind: job.kind, song: songName(job) };
  if (job.state === 'delivered' && job.delivery?.messageId) {
    const link = messageLink(job, job.delivery.messageId);
    return messageOf([text(locale, 'tell.done', { ...facts, link })]);
  }
  if (isKept(job) && isBarred(job))
    return messageOf(
      [text(locale, 'tell.held', { ...facts, reason: failureReason(job, locale) })],
      [keptButton(locale, job)],
    );
  if (isKept(job))
    return messageOf([text(locale, keptKey(job), facts)], [keptButton(locale, job), postButton(locale, job.id)]);
  if (job.state === 'cancelled') return messageOf([text(locale, 'tell.cancelled', facts)]);
  return messageOf(
    [text(locale, 'tell.failed', { ...facts, reason: failureReason(job, locale) })],
    [againButton(locale, job.id)],
  );
}

function keptKey({ cancelRequestedAt, isPrivateFirst }: Job) {
  if (cancelRequestedAt !== null) return 'tell.keptCancelled';
  return isPrivateFirst ? 'tell.keptPrivate' : 'tell.kept';
}
