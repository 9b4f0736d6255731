import { isFinal, type Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { anywayButton } from '../components/buttons.ts';
import { rowOf, type View } from '../view.ts';
import { nothingKnown, progressView } from './progress-view.ts';

/** For a second click: the job exists, and this is where it stands. */
export function existingJobView(job: Job): View {
  const present = progressView(job, nothingKnown);
  if (isFinal(job.state)) return present;
  return {
    ...present,
    content: `${text(job.locale, 'progress.alreadyComing', { kind: job.kind })}\n${present.content}`,
  };
}

/** For the same wish again within a moment: where the first one stands, and a way to have the second made as well. */
export function repeatedView(job: Job, { draftId, locale }: { draftId: string; locale: string }): View {
  const { content, components } = progressView(job, nothingKnown);
  const another = rowOf([anywayButton(locale, draftId)]);
  return {
    layout: 'card',
    content: `${text(locale, 'progress.repeats')}\n${content}`,
    components: [...components, another],
  };
}
