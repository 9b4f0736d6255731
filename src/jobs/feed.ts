import type { Job } from '../domain/job.ts';

/** What this process writes about jobs, told to its other parts. */
export interface JobFeed {
  /**
   * Tells each accepted or changed job to whoever shows it; after the write, in order, never twice for one version. A listener
   * that throws is logged, and harms nobody else. `before`: as it was until then; undefined for one that was just accepted.
   */
  onChange(listener: (job: Job, before?: Job) => void): void;
}
