import type { Job } from '../../../domain/job.ts';
import { text } from '../../../locales/text.ts';
import { originalOf, songName } from '../parts/job-facts.ts';
import type { View } from '../view.ts';
import { type FileToHand, filesView } from './files-view.ts';

export interface OriginalViewOptions {
  locale: string;
  job: Job;
  file: FileToHand;
  limitBytes: number;
}

/** What a cover was made from, for one member alone. */
export function originalView({ locale, job, file, limitBytes }: OriginalViewOptions): View {
  const seconds = file.seconds ?? (originalOf(job)?.durationMs ?? 0) / 1_000;
  const line = text(locale, 'handed.original', { song: songName(job) ?? '…', seconds });
  return filesView({ locale, lines: [line], files: [file], limitBytes, jobId: null });
}
