import type { Clock } from '../../clock.ts';
import type { Discord, Posted, Posting } from '../../discord/port.ts';
import { type Job, type Move, TELL_AT_ONCE } from '../../domain/job.ts';
import { settlementOfTakes } from '../../domain/settle-takes.ts';
import { DiscordError, type MemberText } from '../../errors.ts';
import type { JobFeed } from '../../jobs/feed.ts';
import type { Lease, WorkHandler } from '../../jobs/runner.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { Files } from '../../store/port.ts';
import { isTakenDown, noteTakes, type SongRights } from '../assert-usable.ts';
import { createAges } from '../make/ages.ts';
import { transition } from '../transition.ts';
import { type FindThreadDeps, findThread } from './find-thread.ts';
import { findTrace, type Trace } from './find-trace.ts';
import { postedTakes } from './posted-takes.ts';
import { type PrepareAttachmentsDeps, prepareAttachments } from './prepare-attachments.ts';
import { undeliverable } from './undeliverable.ts';

/** Discord answers the same nonce with the same message for "a few minutes"; two of them are safe. */
export const NONCE_WINDOW_MS = 2 * 60_000;

/** So long may a post in a forum, which takes no nonce, be on its way: until then it is not believed that it never came. */
const ARRIVAL_MS = 2 * 60_000;

/** A requester whose cover could not be posted for so long is told so. */
const DELAY_MS = 2 * 60_000;

/** A cover that could not be posted for so long is kept for its requester. */
const PATIENCE_MS = 24 * 3_600_000;

/** Where Discord takes less than its limit says, the next try is half as large; below this, links are posted. */
const SMALLEST_LIMIT_BYTES = 2 * 1024 * 1024;

export interface DeliverDeps
  extends PrepareAttachmentsDeps,
    FindThreadDeps,
    Pick<SongRights, 'blocked' | 'firstPosters'> {
  jobs: Pick<JobStore, 'get' | 'change'> & JobFeed;
  files: Files;
  discord: Pick<Discord, 'isForum' | 'post' | 'findPost' | 'uploadLimit' | 'checkTarget' | 'openThread'>;
  clock: Clock;
  log: Logger;
}

/**
 * From takes in our files to one public message, in two steps: making its files costs the machine, posting it waits for Discord. A
 * failed attempt is thrown, and the job comes back after a pause.
 */
export function createDeliver(deps: DeliverDeps): { prepare: WorkHandler; deliver: WorkHandler } {
  const { jobs, discord, files, clock, log } = deps;
  const backSince = clock.now();
  const backSinceMonotonic = clock.monotonic();
  /** Of posts. */
  const ages = createAges({ clock });
  jobs.onChange(({ id, state }) => state !== 'delivering' && ages.forget(id));

  return { prepare: (job, lease) => guarded(prepare, job, lease), deliver: (job, lease) => guarded(post, job, lease) };

  async function guarded(step: typeof post, job: Job, lease: Lease): Promise<void> {
    try {
      await step(job, lease);
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      const isHopeless =
        error.code === 'gone' || error.code === 'refused' || clock.now() > triedSince(job) + PATIENCE_MS;
      if (!isHopeless) {
        await noteDelay(job);
        throw error;
      }
      log.warn({ jobId: job.id, err: error }, 'a cover cannot be posted and is kept for its requester');
      await settleTrace(job.id, error, lease.signal);
    }
  }

  /** Once, so that its requester is not told for minutes that it is being posted now. */
  async function noteDelay({ id }: Job): Promise<void> {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering' || job.delivery?.isDelayed || clock.now() < triedSince(job) + DELAY_MS) return;
    const delivery = { startedAt: null, messageId: null, ...job.delivery, isDelayed: true };
    await transition(jobs, job, { to: job.state, set: { delivery } });
  }

  /** It cannot be posted any more. An earlier attempt may have been all the same: what was posted is never called kept. */
  async function settleTrace(id: string, error: DiscordError, signal: AbortSignal): Promise<void> {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering') return;
    const trace = await findTrace(discord, job, signal).catch((failure: unknown): Trace => {
      if (!(failure instanceof DiscordError)) throw failure;
      return { kind: 'unknown' };
    });
    if (trace.kind === 'found') return done(job, trace);
    const startedAt = startOf(job);
    const mayCome = error.code === 'unknown' && startedAt !== null && isOnItsWay(job, startedAt);
    if (trace.kind === 'unknown' || mayCome) return keepUnsure(job);
    await keepForRequester(id, await undeliverable(discord, job, error, signal), { startedAt: null, messageId: null });
  }

  function keepUnsure({ id, channelId }: Job): Promise<void> {
    return keepForRequester(id, { key: 'delivery.unsure', params: { channelId } });
  }

  /** Since when it could have been posted: not while the bot was away. */
  function triedSince({ timeline, acceptedAt }: Job): number {
    return Math.max(timeline.findLast(({ state }) => state === 'delivering')?.at ?? acceptedAt, backSince);
  }

  async function prepare(job: Job, lease: Lease): Promise<void> {
    if (await isTakenDown(deps, job)) return keepForRequester(job.id, { key: 'song.blocked', params: {} });
    const limit = await discord.uploadLimit(job.guildId, lease.signal);
    const prepared = await prepareAttachments(deps, job, limit, lease.signal);
    if (prepared && prepared.cancelRequestedAt !== null) await giveToRequester(prepared);
  }

  async function post(job: Job, lease: Lease): Promise<void> {
    const limit = await discord.uploadLimit(job.guildId, lease.signal);
    if (isNonceFresh(job) && !job.delivery?.isForumPost) return send(job, lease, limit);

    const startedAt = startOf(job);
    if (startedAt === null) {
      if (await isTakenDown(deps, job)) return keepForRequester(job.id, { key: 'song.blocked', params: {} });
    } else {
      const trace = await findTrace(discord, job, lease.signal);
      if (trace.kind === 'found') return done(job, trace);
      if (isOnItsWay(job, startedAt)) throw new DiscordError('retry', 'a post in a forum may still be on its way');
      if (trace.kind === 'unknown') return keepUnsure(job);
    }
    await postAnew(job, lease, limit);
  }

  async function postAnew(job: Job, lease: Lease, limit: number): Promise<void> {
    const startedAt = startOf(job);
    const prepared = await preparedFor(job, limit, lease.signal);
    if (!prepared) return;
    if (prepared.cancelRequestedAt !== null && startedAt === null) return giveToRequester(prepared);
    const placed = await findThread(deps, prepared, lease.signal);
    const started = placed && (await begin(placed, lease.signal));
    if (started) await send(started, lease, limit);
  }

  /** A wish to cancel that comes from here on changes the version, and the job is looked at anew. */
  async function begin(
    { id, version, channelId, delivery: before }: Job,
    signal: AbortSignal,
  ): Promise<Job | undefined> {
    const isForumPost = await discord.isForum(channelId, signal);
    const delivery = { ...before, startedAt: ages.begin(id), messageId: null, isForumPost };
    return await jobs.change(id, version, { to: 'delivering', set: { delivery } });
  }

  /** Files that were made for less fit as well; where the server takes less than before, they are made again. */
  async function preparedFor(job: Job, limit: number, signal: AbortSignal): Promise<Job | undefined> {
    const isPrepared = job.preparedFor !== null && job.preparedFor <= limit;
    return isPrepared ? job : prepareAttachments(deps, job, limit, signal);
  }

  /** By the time that this run knows of: what a clock says of the run before is not to be built on. */
  function isOnItsWay({ id, delivery }: Job, startedAt: number): boolean {
    const ageMs = ages.ofThisRun(id, startedAt) ?? clock.monotonic() - backSinceMonotonic;
    return delivery?.isForumPost === true && ageMs < ARRIVAL_MS;
  }

  /** Whether a post that began at the time on the record may be sent again and be the same message. */
  function isNonceFresh({ id, delivery }: Job): boolean {
    const ageMs = delivery?.startedAt == null ? undefined : ages.of(id, delivery.startedAt);
    return ageMs !== undefined && ageMs < NONCE_WINDOW_MS;
  }

  async function send(job: Job, lease: Lease, limit: number): Promise<void> {
    const posting = await postingOf(job, limit);
    if (posting.takes.length === 0) return keepForRequester(job.id, { key: 'files.notKept', params: {} });
    await noteTakes(deps, job);
    if (!(await lease.stillOurs())) return;
    try {
      await done(job, await discord.post(job, posting, () => isNonceFresh(job), lease.signal));
    } catch (error) {
      if (error instanceof DiscordError && error.code === 'retry' && job.delivery?.isForumPost) await takeBack(job.id);
      if (!(error instanceof DiscordError) || error.code !== 'tooLarge' || limit === 0) throw error;
      await sendSmaller(job, lease, limit);
    }
  }

  /** Nothing was posted, for certain: there is nothing to be looked for. What was begun before was found absent. */
  async function takeBack(id: string): Promise<void> {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering' || !job.delivery) return;
    await transition(jobs, job, { to: job.state, set: { delivery: { ...job.delivery, startedAt: null } } });
  }

  async function sendSmaller(job: Job, lease: Lease, limit: number): Promise<void> {
    const half = Math.floor(limit / 2);
    const smaller = half < SMALLEST_LIMIT_BYTES ? 0 : half;
    log.warn({ jobId: job.id, limit, smaller }, 'Discord took less than its limit says');
    const prepared = await prepareAttachments(deps, job, smaller, lease.signal);
    if (prepared) await send(prepared, lease, smaller);
  }

  async function postingOf(job: Job, limit: number): Promise<Posting> {
    const path = job.waveform && (await files.path(job.waveform.hash));
    const picture = job.waveform && path ? { path, name: 'waveform.png', sizeBytes: job.waveform.sizeBytes } : null;
    return { takes: await postedTakes(files, job, limit), picture: limit === 0 ? null : picture };
  }

  async function done(job: Job, { channelId, messageId }: Posted): Promise<void> {
    const delivery = { startedAt: job.delivery?.startedAt ?? null, messageId };
    const forumId = job.delivery?.isForumPost ? job.channelId : null;
    await end(job, { to: 'delivered', set: { channelId, forumId, delivery } });
    log.info({ jobId: job.id, messageId }, 'cover posted');
  }

  /** Cancelled after it was paid for: finished, and shown to its requester alone. */
  async function giveToRequester(job: Job): Promise<void> {
    await end(job, { to: 'delivered', set: { delivery: { startedAt: null, messageId: null } } });
    log.info({ jobId: job.id }, 'a cancelled cover is given to its requester');
  }

  /** Paid and undeliverable: the takes stay in our files, the requester is told where they are. */
  async function keepForRequester(id: string, failure: MemberText, delivery?: Job['delivery']): Promise<void> {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering') return;
    await end(job, { to: 'failed', set: { failure, ...(delivery && { delivery }) } });
  }

  async function end(job: Job, move: Pick<Move, 'to' | 'set'>): Promise<void> {
    await transition(jobs, job, { ...move, ...settled(job), alarms: [TELL_AT_ONCE] });
  }
}

/** When its post was begun that may be there. */
function startOf({ delivery }: Job): number | null {
  return delivery?.startedAt ?? null;
}

/** One that is posted after its end was paid for long before. */
function settled(job: Job): Pick<Move, 'settle'> {
  return job.settled === 'reserved' ? { settle: settlementOfTakes(job) } : {};
}
