import type { Clock } from '../../clock.ts';
import type { Candidate, Job } from '../../domain/job.ts';
import { type WorkKind, workKindOf } from '../../domain/turns/work-kind.ts';
import { earliest } from '../../lib/earliest.ts';
import type { Logger } from '../../logger.ts';
import type { Claim, Leases, Release, TurnRules } from '../leases.ts';
import type { Lease, WorkHandler } from '../runner.ts';
import type { JobStore } from '../store.ts';
import { createScheduler } from './scheduler.ts';

/** How many covers have their message's files made at once: as many as the encoder works on. */
const PREPARED_AT_ONCE = 2;

/** A look costs as much as the rest of a cover's way, where others work on the same store: what comes together is looked at together. */
const GATHER_MS = 20;

export interface WorkOptions {
  jobs: Pick<JobStore, 'get'>;
  leases: Leases;
  rules: TurnRules;
  /** How many covers are delivered at once, at most half of them for one guild. */
  deliveries: number;
  /** Whether this process is one whose work nobody else takes over. */
  isAlive: () => boolean;
  /** Whether anything may be taken on. */
  mayTake: () => boolean;
  /** Whether turns may be given, for what is to be begun. */
  mayGiveTurns: () => boolean;
  /** After how long to look anyway, since others may write; undefined: nobody else does. */
  floor?: (() => number) | undefined;
  clock: Clock;
  log: Logger;
}

/** Hands out work: one handler at a time for each job, until the job has left the states of that kind of work. */
export interface Work {
  handle(kind: WorkKind, handler: WorkHandler): void;
  /** Something may be handed out now that could not before. */
  wake(): void;
  /** A job was accepted or moved. What is in our hands is looked at when it is let go of. */
  follow(job: Pick<Job, 'id'>): void;
  /** Aborts what is in our hands, as others may take it over. What cannot be taken back goes on to its end. */
  abandon(): void;
  start(): void;
  /** Hands out no more, aborts the leases, and waits for the handlers. */
  stop(): Promise<void>;
}

interface InHand {
  claim: Claim;
  controller: AbortController;
  done: Promise<void>;
}

type Outcome = Release['outcome'];

export function createWork(options: WorkOptions): Work {
  const { jobs, leases, rules, deliveries, isAlive, mayTake, mayGiveTurns, floor, clock, log } = options;
  const handlers = new Map<WorkKind, WorkHandler>();
  const inHand = new Map<string, InHand>();
  /** All that has not come to its end here, and be it somebody else's by now. */
  const underWay = new Set<InHand>();
  /** What is done with, and is still on record as in our hands: let go of together with the next look for work. */
  const ended = new Map<Claim, Outcome>();
  const perGuild = { prepare: PREPARED_AT_ONCE, deliver: Math.ceil(deliveries / 2) };

  const roomFor = (kind: WorkKind): number => {
    if (!handlers.has(kind)) return 0;
    const most = { make: Number.MAX_SAFE_INTEGER, prepare: PREPARED_AT_ONCE, deliver: deliveries }[kind];
    return most - [...inHand.values()].filter(({ claim }) => claim.kind === kind && !ended.has(claim)).length;
  };

  const stillHolds = async (claim: Claim, signal: AbortSignal) =>
    !signal.aborted &&
    inHand.get(claim.id)?.claim === claim &&
    !ended.has(claim) &&
    (await leases.holds(claim)) &&
    isAlive();

  const leaseOf = (claim: Claim, candidate: Candidate, signal: AbortSignal): Lease => ({
    candidate,
    epoch: claim.epoch,
    signal,
    stillOurs: () => stillHolds(claim, signal),
    isAlive,
    giveUpTurn() {
      leases.giveUpTurn(claim).then(scheduler.wake, (error: unknown) => {
        log.warn({ err: error, jobId: claim.id }, 'a turn could not be given up early');
      });
    },
  });

  /** Resolves to what came of it. */
  const hand = async (claim: Claim, signal: AbortSignal): Promise<Outcome> => {
    const { id, kind } = claim;
    const handler = handlers.get(kind);
    const job = await jobs.get(id);
    signal.throwIfAborted();
    if (!handler || !job || workKindOf(job) !== kind) return 'done';
    await handler(job, leaseOf(claim, candidateOf(job, claim), signal));
    return 'done';
  };

  const end = (claim: Claim, outcome: Outcome): void => {
    ended.set(claim, outcome);
    scheduler.wake();
  };

  const take = (claim: Claim) => {
    const controller = new AbortController();
    const { signal } = controller;
    const done = hand(claim, signal)
      .catch((error: unknown): Outcome => {
        const { id: jobId, kind } = claim;
        if (!signal.aborted) log.error({ err: error, jobId, kind }, 'work failed; it is tried again');
        return 'failed';
      })
      .then((outcome) => {
        underWay.delete(own);
        end(claim, outcome);
      });
    const own = { claim, controller, done };
    underWay.add(own);
    inHand.set(claim.id, own);
  };

  const scheduler = createScheduler({
    gatherMs: floor ? GATHER_MS : 0,
    clock,
    log,
    async run(now) {
      if (!isAlive()) return undefined;
      const released = [...ended].map(([lease, outcome]) => ({ lease, outcome }));
      const room: Partial<Record<WorkKind, number>> = {};
      if (mayTake()) for (const kind of handlers.keys()) room[kind] = roomFor(kind);
      const held = mayGiveTurns() ? rules.held : { ...rules.held, all: true };
      const { claims, nextInMs } = await leases.claim({ rules: { ...rules, held }, room, perGuild }, released);
      for (const { lease } of released) {
        ended.delete(lease);
        // It may be in our hands again, under another lease.
        if (inHand.get(lease.id)?.claim === lease) inHand.delete(lease.id);
      }
      for (const claim of claims) take(claim);
      const soonest = earliest([nextInMs, floor?.()]);
      return soonest === undefined ? undefined : now + soonest;
    },
  });

  const abortAll = (why: string) => {
    for (const { controller } of underWay) controller.abort(new Error(why));
  };

  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`work of the kind ${kind} has a handler already`);
      handlers.set(kind, handler);
    },
    wake: scheduler.wake,
    follow({ id }) {
      if (!inHand.has(id)) scheduler.wake();
    },
    abandon: () => abortAll('this process is not believed to live any more'),
    start: scheduler.start,
    async stop() {
      const isStopping = 'the bot is stopping';
      const noMore = scheduler.stop();
      abortAll(isStopping);
      await noMore;
      // What was just being claimed.
      abortAll(isStopping);
      await Promise.all([...underWay].map(({ done }) => done));
    },
  };
}

/** What a turn was given for; of what was under way already, the one of its task. */
function candidateOf({ id, task, candidates }: Job, { provider }: Claim): Candidate {
  const ofTurn = provider === null ? task : candidates.find((candidate) => candidate.provider === provider);
  const candidate = ofTurn ?? candidates[0];
  // The schema asks for one at least.
  if (!candidate) throw new Error(`the job ${id} has no candidate`);
  return { provider: candidate.provider, model: candidate.model, priceMicros: candidate.priceMicros };
}
