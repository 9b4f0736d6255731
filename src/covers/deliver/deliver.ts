import type { Clock } from '../../clock.ts';
import { isForRequesterAlone, type Job } from '../../domain/job.ts';
import { DiscordError } from '../../errors.ts';
import type { JobFeed } from '../../jobs/feed.ts';
import type { Lease, WorkHandler } from '../../jobs/runner.ts';
import { isTakenDown } from '../assert-usable.ts';
import { transition } from '../transition.ts';
import { createEndDelivery } from './end-delivery.ts';
import { findTrace, type Trace } from './find-trace.ts';
import { type PostDeps, post, startOf } from './post.ts';
import { createPostAges } from './post-ages.ts';
import { prepareAttachments } from './prepare-attachments.ts';
import { undeliverable } from './undeliverable.ts';

/** A requester whose cover could not be posted for so long is told so. */
const DELAY_MS = 2 * 60_000;

/** A cover that could not be posted for so long is kept for its requester. */
const PATIENCE_MS = 24 * 3_600_000;

export interface DeliverDeps extends Omit<PostDeps, 'ages' | 'ends'> {
  jobs: PostDeps['jobs'] & JobFeed;
  clock: Clock;
}

/**
 * From takes in our files to one public message, in two steps: making its files costs the machine, posting it waits for Discord. A
 * failed attempt is thrown, and the job comes back after a pause.
 */
export function createDeliver(options: DeliverDeps): { prepare: WorkHandler; deliver: WorkHandler } {
  const deps: Deps = { ...options, ages: createPostAges(options), ends: createEndDelivery(options) };
  return {
    prepare: (job, lease) => guarded(deps, prepare, job, lease),
    deliver: (job, lease) => guarded(deps, post, job, lease),
  };
}

type Deps = DeliverDeps & PostDeps;

async function prepare(deps: Deps, job: Job, lease: Lease): Promise<void> {
  const { discord, ends } = deps;
  if (await isTakenDown(deps, job))
    return ends.keepForRequester(job.id, { failure: { key: 'song.blocked', params: {} }, lease });
  const limit = await discord.uploadLimit(job.guildId, lease.signal);
  const prepared = await prepareAttachments(deps, job, limit, lease.signal);
  if (prepared && isForRequesterAlone(prepared)) await ends.giveToRequester(prepared, lease);
}

async function guarded(deps: Deps, step: typeof prepare, job: Job, lease: Lease): Promise<void> {
  try {
    await step(deps, job, lease);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    const isOver = deps.clock.now() > deps.ages.triedSince(job) + PATIENCE_MS;
    const isHopeless = error.code === 'gone' || error.code === 'refused' || isOver;
    if (!isHopeless) {
      await noteDelay(deps, job);
      throw error;
    }
    deps.log.warn({ jobId: job.id, err: error }, 'a cover cannot be posted and is kept for its requester');
    await settleTrace(deps, job.id, error, lease);
  }
}

/** Once, so that its requester is not told for minutes that it is being posted now. */
async function noteDelay({ jobs, ages, clock }: Deps, { id }: Job): Promise<void> {
  const job = await jobs.get(id);
  if (job?.state !== 'delivering' || job.delivery?.isDelayed) return;
  if (clock.now() < ages.triedSince(job) + DELAY_MS) return;
  const delivery = { startedAt: null, messageId: null, ...job.delivery, isDelayed: true };
  await transition(jobs, job, { to: job.state, set: { delivery } });
}

/** It cannot be posted any more. An earlier attempt may have been all the same: what was posted is never called kept. */
async function settleTrace(deps: Deps, id: string, error: DiscordError, lease: Lease): Promise<void> {
  const { signal } = lease;
  const { jobs, discord, ages, ends } = deps;
  const job = await jobs.get(id);
  if (job?.state !== 'delivering') return;
  const trace = await findTrace(discord, job, signal).catch((failure: unknown): Trace => {
    if (!(failure instanceof DiscordError)) throw failure;
    return { kind: 'unknown' };
  });
  if (trace.kind === 'found') return ends.posted(job, trace);
  const startedAt = startOf(job);
  const mayCome = error.code === 'unknown' && startedAt !== null && ages.isOnItsWay(job, startedAt);
  if (trace.kind === 'unknown' || mayCome) return ends.keepUnsure(job, lease);
  const failure = await undeliverable(discord, job, error, signal);
  await ends.keepForRequester(id, { failure, delivery: { startedAt: null, messageId: null }, lease });
}
