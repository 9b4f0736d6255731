import type { Clock } from '../clock.ts';
import type { Discord, PostedTake } from '../discord/port.ts';
import type { Job, Take } from '../domain/job.ts';
import { fitsAsFile } from '../domain/plan-post.ts';
import { settlementOfTakes } from '../domain/settle-takes.ts';
import { DiscordError } from '../errors.ts';
import type { Jobs, Lease, WorkHandler } from '../jobs/port.ts';
import type { Logger } from '../logger.ts';
import type { Files } from '../store/port.ts';

/** Discord answers the same nonce with the same message for "a few minutes"; two of them are safe. */
export const NONCE_WINDOW_MS = 2 * 60_000;

/** How much Discord's clock may be behind ours when we look for a message that we may have posted. */
const CLOCK_SLACK_MS = 60_000;

/** A cover that could not be posted for so long is kept for its requester. */
const PATIENCE_MS = 24 * 3_600_000;

export interface DeliverDeps {
  jobs: Jobs;
  files: Files;
  discord: Pick<Discord, 'post' | 'findPost' | 'uploadLimit' | 'checkTarget'>;
  clock: Clock;
  log: Logger;
}

/** From takes in our files to one public message. A failed attempt is thrown, and the job comes back after a pause. */
export function createDeliver(deps: DeliverDeps): WorkHandler {
  const { jobs, discord, clock, log } = deps;

  return async function deliver(job, lease) {
    try {
      await post(job, lease);
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      const isHopeless =
        error.code === 'gone' || error.code === 'refused' || clock.now() > finishedAt(job) + PATIENCE_MS;
      if (!isHopeless) throw error;
      log.warn({ jobId: job.id, err: error }, 'a cover cannot be posted and is kept for its requester');
      await keepForRequester(job.id);
    }
  };

  async function post(job: Job, lease: Lease): Promise<void> {
    const limit = await discord.uploadLimit(job.guildId, lease.signal);
    if (isNonceFresh(job)) return send(job, lease, limit);

    const startedAt = job.delivery?.startedAt ?? null;
    if (startedAt !== null) {
      // Without Read Message History the channel looks empty, and an empty channel would get the cover twice.
      const target = await discord.checkTarget(job, lease.signal);
      if (target.kind !== 'ok') return keepForRequester(job.id);
      const found = await discord.findPost(job, startedAt - CLOCK_SLACK_MS, lease.signal);
      if (found) return done(job, found.messageId);
    }
    const started = await jobs.change(job.id, job.version, {
      to: 'delivering',
      set: { delivery: { startedAt: clock.now(), messageId: null } },
    });
    if (started) await send(started, lease, limit);
  }

  /** Whether a post that began at the time on the record may be sent again and be the same message. */
  function isNonceFresh({ delivery }: Job): boolean {
    return delivery?.startedAt != null && clock.now() < delivery.startedAt + NONCE_WINDOW_MS;
  }

  async function send(job: Job, lease: Lease, limit: number): Promise<void> {
    const planned = (await Promise.all(job.takes.map((take, index) => plan(job, take, index, limit)))).flat();
    if (planned.length === 0) return keepForRequester(job.id);
    if (!(await lease.stillOurs())) return;
    try {
      const { messageId } = await discord.post(job, planned, () => isNonceFresh(job), lease.signal);
      await done(job, messageId);
    } catch (error) {
      const canShrink = error instanceof DiscordError && error.code === 'tooLarge' && limit > 0;
      if (!canShrink) throw error;
      log.warn({ jobId: job.id, limit }, 'Discord took less than its limit says; the takes are posted as links');
      await send(job, lease, 0);
    }
  }

  /** As a file where it fits, else as the provider's link; nothing when both are gone. */
  async function plan(job: Job, take: Take, index: number, limit: number): Promise<PostedTake[]> {
    const path = await deps.files.path(take.hash);
    if (path && fitsAsFile(take.sizeBytes, job.takes.length, limit)) {
      const name = job.takes.length === 1 ? `cover.${take.format}` : `cover-${index + 1}.${take.format}`;
      return [{ kind: 'file', path, name, sizeBytes: take.sizeBytes }];
    }
    return take.link ? [{ kind: 'link', ...take.link }] : [];
  }

  async function done(job: Job, messageId: string): Promise<void> {
    await jobs.change(job.id, job.version, {
      to: 'delivered',
      set: { delivery: { startedAt: job.delivery?.startedAt ?? null, messageId } },
      settle: settlementOfTakes(job),
      alarms: [{ kind: 'tell', at: clock.now() }],
    });
    log.info({ jobId: job.id, messageId }, 'cover posted');
  }

  /** Paid and undeliverable: the takes stay in our files, the requester is told where they are. */
  async function keepForRequester(id: string): Promise<void> {
    const job = await jobs.get(id);
    if (job?.state !== 'delivering') return;
    await jobs.change(job.id, job.version, {
      to: 'failed',
      set: { failure: { key: 'delivery.kept', params: {} } },
      settle: settlementOfTakes(job),
      alarms: [{ kind: 'tell', at: clock.now() }],
    });
  }
}

function finishedAt(job: Job): number {
  return job.timeline.findLast(({ state }) => state === 'delivering')?.at ?? job.acceptedAt;
}
