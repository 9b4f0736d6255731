import { isFinal, type Job } from '../../domain/job.ts';
import { text } from '../../locales/text.ts';
import { nothingKnown, progressView } from './progress-view.ts';
import type { View } from './view.ts';

/** For a second click: the job exists, and this is where it stands. */
export function alreadyView(job: Job): View {
  const present = progressView(job, nothingKnown);
  if (isFinal(job.state)) return present;
  return {
    ...present,
    content: `${text(job.locale, 'progress.alreadyComing', { kind: job.kind })}\n${present.content}`,
  };
}
