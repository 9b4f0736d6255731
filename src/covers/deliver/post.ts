import type { Clock } from '../../clock.ts';
import type { Discord, Posting } from '../../discord/port.ts';
import { isForRequesterAlone, type Job } from '../../domain/job.ts';
import { isHeld } from '../../domain/moderation/approval.ts';
import { DiscordError } from '../../errors.ts';
import type { Lease } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { isTakenDown, noteTakes, type SongRights } from '../assert-usable.ts';
import { transition } from '../transition.ts';
import type { EndDelivery } from './end-delivery.ts';
import { type FindThreadDeps, findThread } from './find-thread.ts';
import { findTrace } from './find-trace.ts';
import type { PostAges } from './post-ages.ts';
import { postedTakes } from './posted-takes.ts';
import { type PrepareAttachmentsDeps, prepareAttachments } from './prepare-attachments.ts';

/** Where Discord takes less than its limit says, the next try is half as large; below this, links are posted. */
const SMALLEST_LIMIT_BYTES = 2 * 1024 * 1024;

export interface PostDeps extends PrepareAttachmentsDeps, FindThreadDeps, Pick<SongRights, 'blocked' | 'firstPosters'> {
  jobs: Pick<JobStore, 'get' | 'change'>;
  files: Files;
  clock: Pick<Clock, 'now'>;
  discord: Pick<Discord, 'tagsOf' | 'isForum' | 'post' | 'findPost' | 'uploadLimit' | 'checkTarget' | 'openThread'>;
  log: Logger;
  ages: PostAges;
  ends: EndDelivery;
}

/** Posts a job once: what may be there already is looked for first. Throws `DiscordError` for what may pass. */
export async function post(deps: PostDeps, job: Job, lease: Lease): Promise<void> {
  const { discord, ages, ends } = deps;
  const limit = await discord.uploadLimit(job.guildId, lease.signal);
  if (ages.isNonceFresh(job) && !job.delivery?.isForumPost) return send(deps, job, lease, limit);

  const startedAt = startOf(job);
  if (startedAt === null) {
    if (await isTakenDown(deps, job))
      return ends.keepForRequester(job.id, { failure: { key: 'song.blocked', params: {} }, lease });
  } else {
    const trace = await findTrace(discord, job, lease.signal);
    if (trace.kind === 'found') return ends.posted(job, trace);
    if (ages.isOnItsWay(job, startedAt)) throw new DiscordError('retry', 'a post in a forum may still be on its way');
    if (trace.kind === 'unknown') return ends.keepUnsure(job, lease);
  }
  await postAnew(deps, job, lease, limit);
}

async function postAnew(deps: PostDeps, job: Job, lease: Lease, limit: number): Promise<void> {
  const startedAt = startOf(job);
  const prepared = await preparedFor(deps, job, limit, lease.signal);
  if (!prepared) return;
  if (isForRequesterAlone(prepared) && startedAt === null) return deps.ends.giveToRequester(prepared, lease);
  if (isHeld(prepared) && startedAt === null) return deps.ends.awaitApproval(prepared, lease);
  const placed = await findThread(deps, prepared, lease.signal);
  const started = placed && (await begin(deps, placed, lease));
  if (started) await send(deps, started, lease, limit);
}

/** A wish to cancel that comes from here on changes the version, and the job is looked at anew. */
async function begin(
  { jobs, discord, ages }: PostDeps,
  { id, version, channelId, delivery: before }: Job,
  lease: Lease,
): Promise<Job | undefined> {
  const isForumPost = await discord.isForum(channelId, lease.signal);
  const delivery = { ...before, startedAt: ages.begin(id), messageId: null, isForumPost };
  return await jobs.change(id, version, { to: 'delivering', set: { delivery } }, lease);
}

/** Files that were made for less fit as well; where the server takes less than before, they are made again. */
async function preparedFor(deps: PostDeps, job: Job, limit: number, signal: AbortSignal): Promise<Job | undefined> {
  const isPrepared = job.preparedFor !== null && job.preparedFor <= limit;
  return isPrepared ? job : prepareAttachments(deps, job, limit, signal);
}

async function send(deps: PostDeps, job: Job, lease: Lease, limit: number): Promise<void> {
  const { discord, ages, ends } = deps;
  const posting = await postingOf(deps, job, limit);
  if (posting.takes.length === 0)
    return ends.keepForRequester(job.id, { failure: { key: 'files.notKept', params: {} }, lease });
  await noteTakes(deps, job);
  if (!(await lease.stillOurs())) return;
  try {
    await ends.posted(job, await discord.post(job, posting, () => ages.isNonceFresh(job), lease.signal));
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    if (error.code === 'retry' && job.delivery?.isForumPost) await takeBack(deps, job.id);
    if (error.code !== 'tooLarge' || limit === 0) throw error;
    await sendSmaller(deps, job, lease, limit);
  }
}

/** Nothing was posted, for certain: there is nothing to be looked for. What was begun before was found absent. */
async function takeBack({ jobs }: PostDeps, id: string): Promise<void> {
  const job = await jobs.get(id);
  if (job?.state !== 'delivering' || !job.delivery) return;
  await transition(jobs, job, { to: job.state, set: { delivery: { ...job.delivery, startedAt: null } } });
}

async function sendSmaller(deps: PostDeps, job: Job, lease: Lease, limit: number): Promise<void> {
  const half = Math.floor(limit / 2);
  const smaller = half < SMALLEST_LIMIT_BYTES ? 0 : half;
  deps.log.warn({ jobId: job.id, limit, smaller }, 'Discord took less than its limit says');
  const prepared = await prepareAttachments(deps, job, smaller, lease.signal);
  if (prepared) await send(deps, prepared, lease, smaller);
}

async function postingOf(
  { files, clock }: Pick<PostDeps, 'files' | 'clock'>,
  job: Job,
  limit: number,
): Promise<Posting> {
  const isDrawn = job.waveform !== null && (await files.has(job.waveform.hash));
  const picture = job.waveform && isDrawn ? { ...job.waveform, name: 'waveform.png' } : null;
  return { takes: await postedTakes(files, job, limit, clock.now()), picture: limit === 0 ? null : picture };
}

/** When its post was begun that may be there. */
export function startOf({ delivery }: Job): number | null {
  return delivery?.startedAt ?? null;
}
