import { ComponentType } from 'discord.js';
import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { postButton } from '../components/buttons.ts';
import { headline } from '../parts/job-facts.ts';
import { keptReason } from '../progress/ended-view.ts';
import type { View } from '../view.ts';
import { type FileToHand, filesView } from './files-view.ts';

export interface HandedKeptViewOptions {
  locale: string;
  job: Job;
  files: readonly FileToHand[];
  limitBytes: number;
}

/** The takes of a cover that was not posted, for its requester alone. */
export function keptFilesView({ locale, job, files, limitBytes }: HandedKeptViewOptions): View {
  const lines = [headline(job, locale), keptReason(job, locale), text(locale, 'kept.save'), text(locale, 'kept.post')];
  const view = filesView({ locale, lines, files, limitBytes, jobId: job.id, job });
  const row = { type: ComponentType.ActionRow as const, components: [postButton(locale, job.id)] };
  return { ...view, components: [...view.components, row] };
}
