import type { Clock } from '../../clock.ts';
import { createDeliveryLine, type WaitingDelivery } from '../../domain/delivery/delivery-line.ts';
import { type Candidate, isFinal, type Job } from '../../domain/job.ts';
import type { Turns } from '../../domain/turns/turns.ts';
import { earliest } from '../../lib/earliest.ts';
import type { Logger } from '../../logger.ts';
import type { Lease, WorkHandler, WorkKind } from '../runner.ts';
import type { JobStore } from '../store.ts';
import { createBackoff } from './backoff.ts';
import { type JobSummary, summarize, workKindOf } from './job-summary.ts';
import { createScheduler } from './scheduler.ts';

/** How many covers have their message's files made at once: as many as the encoder works on. */
const PREPARED_AT_ONCE = 2;

/** Handed out in one turn of the event loop; each costs a read and the first steps of a handler. */
const CLAIMS_PER_RUN = 20;

export interface WorkOptions {
  jobs: Pick<JobStore, 'get' | 'stateOf'>;
  turns: Turns;
  /** How many covers are delivered at once. */
  deliveries: number;
  clock: Clock;
  log: Logger;
}

/** Hands out work: one handler at a time for each job, until the job has left the states of that kind of work. */
export interface Work {
  handle(kind: WorkKind, handler: WorkHandler): void;
  /** Takes note of where a job stands. Must be told of every write, after its commit. */
  follow(job: Job): void;
  /** The jobs of a guild that are not at their end, in order of acceptance. */
  knownOf(guildId: string): string[];
  /** The line has other caps: what could not run may run now. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

interface Claim {
  /** As it was known when it was claimed. */
  job: JobSummary;
  kind: WorkKind;
  candidate: Candidate;
}

interface Held {
  lease: Lease;
  controller: AbortController;
  done: Promise<void>;
}

export function createWork({ jobs, turns, deliveries, clock, log }: WorkOptions): Work {
  const handlers = new Map<WorkKind, WorkHandler>();
  /** Every job that is not at its end. */
  const known = new Map<string, JobSummary>();
  const held = new Map<string, Held>();
  /** Jobs are told in the order of their acceptance. */
  let count = 0;
  /** Found at a provider with nobody working on them. They hold their slots, and need no turn. */
  const resumable = new Set<string>();
  const lanes = {
    prepare: createDeliveryLine({ total: PREPARED_AT_ONCE, perGuild: PREPARED_AT_ONCE, perChannel: PREPARED_AT_ONCE }),
    deliver: createDeliveryLine({ total: deliveries, perGuild: Math.ceil(deliveries / 2), perChannel: 1 }),
  };
  const backoff = createBackoff<string>(clock);
  /** Of channels, whose failures hold up all that goes there. */
  const channelPauses = createBackoff<string>(clock);

  const takeOut = (id: string) => {
    resumable.delete(id);
    lanes.prepare.leave(id);
    lanes.deliver.leave(id);
  };

  const place = (job: JobSummary) => {
    takeOut(job.id);
    const { kind } = job;
    if (job.state === 'queued') turns.wait({ ...job, notBefore: Math.max(job.dueAt, backoff.until(job.id)) });
    else if (kind === 'make') turns.occupy({ id: job.id, guildId: job.guildId, provider: job.candidate.provider });
    else turns.leave(job.id);
    if (job.state !== 'queued' && kind === 'make') resumable.add(job.id);
    if (kind === 'prepare' || kind === 'deliver') lanes[kind].wait(job);
    if (isFinal(job.state)) {
      known.delete(job.id);
      backoff.clear(job.id);
    }
    scheduler.wake();
  };

  const isReady = (id: string, now: number) => backoff.until(id) <= now;

  const nextMake = (now: number): Claim | undefined => {
    for (const id of resumable) {
      const job = known.get(id);
      if (job && isReady(id, now)) return { job, kind: 'make', candidate: job.candidate };
    }
    const turn = turns.next(now);
    const job = turn && known.get(turn.id);
    return job && { job, kind: 'make', candidate: turn.candidate };
  };

  const nextIn = (kind: 'prepare' | 'deliver', now: number): Claim | undefined => {
    const isDeliverable = ({ id, channelId }: WaitingDelivery) =>
      isReady(id, now) && (kind === 'prepare' || channelPauses.until(channelId) <= now);
    const delivery = lanes[kind].next(isDeliverable);
    const job = delivery && known.get(delivery.id);
    return job && { job, kind, candidate: job.candidate };
  };

  const nextClaim = (now: number): Claim | undefined =>
    (handlers.has('make') ? nextMake(now) : undefined) ??
    (handlers.has('deliver') ? nextIn('deliver', now) : undefined) ??
    (handlers.has('prepare') ? nextIn('prepare', now) : undefined);

  const stillHolds = async (id: string, lease: Lease) => {
    const state = await jobs.stateOf(id);
    return state !== undefined && !isFinal(state) && !lease.signal.aborted && held.get(id)?.lease === lease;
  };

  const hand = async ({ job: { id }, kind }: Claim, lease: Lease) => {
    // Noted as held before the handler begins, whatever that does at once.
    await Promise.resolve();
    const handler = handlers.get(kind);
    const job = await jobs.get(id);
    if (handler && job && workKindOf(job) === kind) await handler(job, lease);
  };

  /** Whether a channel takes messages: what failed elsewhere says nothing of it. */
  const noteChannel = ({ kind, job: { channelId } }: Claim, failed: boolean) => {
    if (kind !== 'deliver') return;
    if (failed) channelPauses.extend(channelId);
    else channelPauses.clear(channelId);
  };

  const hold = (claim: Claim) => {
    const { job: before, kind, candidate } = claim;
    const { id } = before;
    takeOut(id);
    const controller = new AbortController();
    const lease: Lease = {
      candidate,
      signal: controller.signal,
      stillOurs: () => stillHolds(id, lease),
      giveUpTurn() {
        turns.leave(id);
        scheduler.wake();
      },
    };
    const release = (failed: boolean) => {
      held.delete(id);
      if (kind !== 'make') lanes[kind].release(before);
      noteChannel(claim, failed);
      const job = known.get(id);
      if (!job) return scheduler.wake();
      // Work that came to nothing without a word is tried again like work that failed: never at full speed.
      if (failed || job.version === before.version) backoff.extend(id);
      else backoff.clear(id);
      place(job);
    };
    const done = hand(claim, lease).then(
      () => release(false),
      (error: unknown) => {
        if (!controller.signal.aborted) log.error({ err: error, jobId: id, kind }, 'work failed; it is tried again');
        release(true);
      },
    );
    held.set(id, { lease, controller, done });
  };

  const scheduler = createScheduler({
    clock,
    log,
    run(now) {
      for (let claims = 0; claims < CLAIMS_PER_RUN; claims += 1) {
        const claim = nextClaim(now);
        if (!claim) return earliest([turns.nextDue(now), backoff.nextEnd(now), channelPauses.nextEnd(now)]);
        hold(claim);
      }
      return now;
    },
  });

  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`work of the kind ${kind} has a handler already`);
      handlers.set(kind, handler);
    },
    follow(present) {
      const before = known.get(present.id);
      if (before && before.version > present.version) return;
      if (!before) count += 1;
      const job = summarize(present, before?.order ?? count, clock, before);
      known.set(job.id, job);
      // One in somebody's hands is looked at again when they let go of it.
      if (!held.has(job.id)) place(job);
    },
    knownOf: (guildId) => [...known.values()].filter((job) => job.guildId === guildId).map(({ id }) => id),
    wake: scheduler.wake,
    start: scheduler.start,
    async stop() {
      const noMore = scheduler.stop();
      for (const { controller } of held.values()) controller.abort(new Error('the bot is stopping'));
      await noMore;
      await Promise.all([...held.values()].map(({ done }) => done));
    },
  };
}
