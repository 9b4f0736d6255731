import type { Discord } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';

/** Shows how a job ended where its requester waited for it. Resolves to whether that is still there. */
export function showEnd(
  discord: Pick<Discord, 'showProgress'>,
  job: Job,
  signal: AbortSignal,
): ReturnType<Discord['showProgress']> {
  const view = { place: undefined, outlook: { phase: 'unknown' }, usual: undefined } as const;
  return discord.showProgress(job, view, signal);
}
