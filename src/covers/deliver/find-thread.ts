import type { Discord } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';
import { rootHashOf } from '../../domain/lineage.ts';
import { DiscordError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Threads } from '../../store/port.ts';
import { transition } from '../transition.ts';

export interface FindThreadDeps {
  jobs: Pick<JobStore, 'change' | 'get'>;
  threads: Threads;
  discord: Pick<Discord, 'openThread'>;
}

/**
 * The job with the thread of its reference as the channel where it will be posted; with the channel itself where no thread may
 * be opened. Undefined when the job has gone on by other hands. Throws `DiscordError`.
 */
export async function findThread(
  { jobs, threads, discord }: FindThreadDeps,
  job: Job,
  signal: AbortSignal,
): Promise<Job | undefined> {
  if (!job.opensThread) return job;
  // What was made from words alone goes into one thread together.
  const song = rootHashOf(job) ?? job.kind;
  const ownership = {
    knownId: await threads.get(job.channelId, song),
    claim: (threadId: string) => threads.claim(job.channelId, song, threadId),
  };
  const opened = await discord.openThread(job, ownership, signal).catch((error: unknown) => {
    if (error instanceof DiscordError && error.code === 'refused') return undefined;
    throw error;
  });
  const channelId = opened?.threadId ?? job.channelId;
  return transition(jobs, job, { to: job.state, set: { channelId, opensThread: false } });
}
