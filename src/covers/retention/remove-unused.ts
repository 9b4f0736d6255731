import type { Records } from '../../jobs/records.ts';
import type { Files } from '../../store/port.ts';

/** Removes files that no job refers to; one that a new job has taken up meanwhile stays. */
export async function removeUnused(
  { jobs, files }: { jobs: Pick<Records, 'filesInUse'>; files: Pick<Files, 'remove'> },
  hashes: readonly string[],
): Promise<void> {
  for (const hash of hashes) {
    if ((await jobs.filesInUse([hash])).size === 0) await files.remove(hash);
  }
}
