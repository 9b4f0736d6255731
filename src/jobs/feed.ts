import type { Job } from '../domain/job.ts';

/** What this process writes about jobs, told to its other parts. */
export interface JobFeed {
  /**
   * Tells each accepted or changed job to whoever shows it; after the write, in order, never twice for one version. A listener
   * that throws is logged, and harms nobody else.
   */
  onChange(listener: (job: Job) => void): void;
}
