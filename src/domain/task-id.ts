import { derivedUuid } from '../lib/derived-uuid.ts';
import type { Job } from './job.ts';

/**
 * The number of a job's next paid request, counted from one. It goes onto the record with the intent to send it, so that none is
 * ever given twice; what only prepares a request, and is given up, takes none.
 */
export function nextAttempt({ attempt }: Pick<Job, 'attempt'>): number {
  return attempt + 1;
}

/**
 * The id that a paid request goes under: a UUID in the form of version 4. It follows from the job and the number of the attempt,
 * so that what was sent and then forgotten, as by a restored backup, meets the same id at the provider again.
 */
export function taskIdOf(jobId: string, attempt: number): string {
  return derivedUuid(`coverband paid request ${jobId} ${attempt}`);
}
