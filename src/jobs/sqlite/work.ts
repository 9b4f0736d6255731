import type { Clock } from '../../clock.ts';
import { earliest } from '../../domain/earliest.ts';
import { type Candidate, isFinal } from '../../domain/job.ts';
import type { Turns } from '../../domain/turns.ts';
import type { Logger } from '../../logger.ts';
import type { Lease, WorkHandler, WorkKind } from '../port.ts';
import type { JobTable, StoredJob } from './job-table.ts';
import { type KnownJob, knownFrom, workKindOf } from './known-job.ts';
import { createPauses } from './pauses.ts';
import { createPump } from './pump.ts';

/** Handed out in one turn of the event loop; each costs a read and the first steps of a handler. */
const CLAIMS_PER_RUN = 20;

export interface WorkOptions {
  jobs: JobTable;
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
  follow(stored: StoredJob): void;
  start(): void;
  stop(): Promise<void>;
}

interface Claim {
  id: string;
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
  const known = new Map<string, KnownJob>();
  const held = new Map<string, Held>();
  /** Found at a provider with nobody working on them. They hold their slots, and need no turn. */
  const resumable = new Set<string>();
  const deliverable = new Set<string>();
  /** Those of them whose post has begun: soon settled, and posting again is safe for minutes only. */
  const posting = new Set<string>();
  let delivering = 0;
  const pauses = createPauses<string>(clock);

  const place = (job: KnownJob) => {
    resumable.delete(job.id);
    deliverable.delete(job.id);
    posting.delete(job.id);
    const kind = workKindOf(job.state);
    if (job.state === 'queued') turns.wait({ ...job, notBefore: Math.max(job.notBefore, pauses.until(job.id)) });
    else if (kind === 'make') turns.occupy({ id: job.id, guildId: job.guildId, provider: job.candidate.provider });
    else turns.leave(job.id);
    if (job.state !== 'queued' && kind === 'make') resumable.add(job.id);
    if (kind === 'deliver') (job.isPosting ? posting : deliverable).add(job.id);
    if (isFinal(job.state)) {
      known.delete(job.id);
      pauses.clear(job.id);
    }
    pump.wake();
  };

  const isRested = (id: string, now: number) => pauses.until(id) <= now;

  const firstRested = (ids: ReadonlySet<string>, now: number) => {
    for (const id of ids) {
      const job = known.get(id);
      if (job && isRested(id, now)) return job;
    }
    return undefined;
  };

  const nextMake = (now: number): Claim | undefined => {
    const resumed = firstRested(resumable, now);
    if (resumed) return { id: resumed.id, kind: 'make', candidate: resumed.candidate };
    const turn = turns.next(now);
    return turn && { ...turn, kind: 'make' };
  };

  const nextDelivery = (now: number): Claim | undefined => {
    if (delivering >= deliveries) return undefined;
    const job = firstRested(posting, now) ?? firstRested(deliverable, now);
    return job && { id: job.id, kind: 'deliver', candidate: job.candidate };
  };

  const nextClaim = (now: number): Claim | undefined =>
    (handlers.has('make') ? nextMake(now) : undefined) ?? (handlers.has('deliver') ? nextDelivery(now) : undefined);

  const stillHolds = (id: string, lease: Lease) => {
    if (lease.signal.aborted || held.get(id)?.lease !== lease) return false;
    const state = jobs.stateOf(id);
    return state !== undefined && !isFinal(state);
  };

  const hand = async ({ id, kind }: Claim, lease: Lease) => {
    // Noted as held before the handler begins, whatever that does at once.
    await Promise.resolve();
    const handler = handlers.get(kind);
    const job = jobs.find(id)?.job;
    if (handler && job && workKindOf(job.state) === kind) await handler(job, lease);
  };

  const hold = (claim: Claim) => {
    const { id, kind, candidate } = claim;
    resumable.delete(id);
    deliverable.delete(id);
    posting.delete(id);
    const versionBefore = known.get(id)?.version;
    const controller = new AbortController();
    const lease: Lease = {
      candidate,
      signal: controller.signal,
      stillOurs: async () => stillHolds(id, lease),
    };
    const release = (failed: boolean) => {
      held.delete(id);
      if (kind === 'deliver') delivering -= 1;
      const job = known.get(id);
      if (!job) return;
      // Work that came to nothing without a word is tried again like work that failed: never at full speed.
      if (failed || job.version === versionBefore) pauses.extend(id);
      else pauses.clear(id);
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
    if (kind === 'deliver') delivering += 1;
  };

  const pump = createPump({
    clock,
    log,
    run(now) {
      for (let claims = 0; claims < CLAIMS_PER_RUN; claims += 1) {
        const claim = nextClaim(now);
        if (!claim) return earliest([turns.nextDue(now), pauses.nextEnd(now)]);
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
    follow(stored) {
      const job = knownFrom(stored);
      known.set(job.id, job);
      // One in somebody's hands is looked at again when they let go of it.
      if (!held.has(job.id)) place(job);
    },
    start: pump.start,
    async stop() {
      pump.stop();
      for (const { controller } of held.values()) controller.abort(new Error('the bot is stopping'));
      await Promise.all([...held.values()].map(({ done }) => done));
    },
  };
}
