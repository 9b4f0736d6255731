import type { Clock } from '../../clock.ts';
import type { Discord, PostedTake } from '../../discord/port.ts';
import { withLiveLinks } from '../../domain/delivery/live-links.ts';
import { isFinal, type Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { postedTakes } from '../deliver/posted-takes.ts';
import { showEnd } from './show-end.ts';

/** What may be sent in every server, whatever else has changed over the years. */
const LEAST_UPLOAD_BYTES = 8 * 1024 * 1024;

export interface TellEndOptions {
  jobs: Pick<JobStore, 'get' | 'change'>;
  files: Pick<Files, 'has'>;
  discord: Pick<Discord, 'showProgress' | 'handOver' | 'tell' | 'uploadLimit'>;
  clock: Clock;
  log: Logger;
  /** Aborted when the bot stops. */
  stopped: AbortSignal;
}

/** Brings a job's end to its requester: into the private message, or where they read it otherwise. */
export async function tellEnd(options: TellEndOptions, id: string): Promise<void> {
  const { jobs, clock } = options;
  const found = await jobs.get(id);
  const job = found && withLiveLinks(found, clock.now());
  // The token is erased once its requester knows: an alarm that rings twice tells once.
  if (!job?.progress || !isFinal(job.state)) return;
  const takes = await takesFor(options, job);
  const isShown = await bringEnd(options, job, job.progress, takes);
  const told = await jobs.change(job.id, job.version, { to: job.state, set: { progress: null } });
  // After that is on disk, so that it is sent once; where it is lost, the button of what was shown hands it out.
  if (isShown && told && takes.length > 0) await handOver(options, job, takes);
}

/** Whether the end stands in the private message. */
async function bringEnd(
  options: TellEndOptions,
  job: Job,
  progress: NonNullable<Job['progress']>,
  takes: readonly PostedTake[],
): Promise<boolean> {
  const { discord, log, stopped } = options;
  const isShown = await shownAtEnd(options, job, progress.expiresAt);
  // A posted cover has pinged its requester already.
  if (isShown || job.delivery?.messageId) return isShown;
  const isTold = await discord.tell(job, takes, stopped);
  if (!isTold) log.warn({ jobId: job.id }, 'the requester could not be told');
  return false;
}

/**
 * Whether the private message shows the end. Past its time by our clock, which may be off, it is edited where Discord still lets
 * us, and nobody relies on its being read.
 */
async function shownAtEnd({ discord, clock, stopped }: TellEndOptions, job: Job, expiresAt: number): Promise<boolean> {
  if (clock.now() < expiresAt) return showEnd(discord, job, stopped);
  await showEnd(discord, job, stopped).catch((error: unknown) => {
    if (!(error instanceof DiscordError)) throw error;
  });
  return false;
}

async function handOver(
  { discord, log, stopped }: TellEndOptions,
  job: Job,
  takes: readonly PostedTake[],
): Promise<void> {
  await discord.handOver(job, takes, stopped).catch((error: unknown) => {
    log.warn({ err: error, jobId: job.id }, 'the takes could not be handed over; a button is there for them');
  });
}

/** Of a cover that was not posted: its requester gets it here. */
async function takesFor({ discord, files, clock, stopped }: TellEndOptions, job: Job): Promise<PostedTake[]> {
  if (job.takes.length === 0 || job.delivery?.messageId) return [];
  const limit = await discord.uploadLimit(job.guildId, stopped).catch((error: unknown) => {
    // The server may be closed to the bot by now, but the private message is not.
    if (error instanceof DiscordError) return LEAST_UPLOAD_BYTES;
    throw error;
  });
  return postedTakes(files, job, limit, clock.now());
}
