import type { Requested } from '../../src/covers/request/request.ts';
import { existingJobView, repeatedView } from '../../src/discord/views/existing-job-view.ts';
import type { View } from '../../src/discord/views/view.ts';

/** A new job shows itself from here on; one that was there already is shown once. */
export function viewOfResult(
  { job, isNew, repeats }: Requested,
  asked: { draftId: string; locale: string },
): View | undefined {
  if (repeats) return repeatedView(job, asked);
  return isNew ? undefined : existingJobView(job);
}
