import type { Job, Move } from '../domain/job.ts';
import type { Lease } from '../jobs/runner.ts';
import type { JobStore } from '../jobs/store.ts';

type Jobs = Pick<JobStore, 'change' | 'get'>;

/**
 * Moves a job on from where it was seen. A change that left it in its place, such as a member's wish to cancel, does not stop
 * the move; undefined when the job has gone on, or its request was sent anew, by other hands. What is intended under a lease is
 * not done once the job has been handed to somebody else, who may see it at the very same step.
 */
export function transition(jobs: Jobs, seen: Job, move: Move, lease?: Pick<Lease, 'epoch'>): Promise<Job | undefined> {
  return moveWhile(jobs, seen, move, isAtSameStep, lease);
}

/**
 * Writes down what has become known of a paid request. It is true whoever has learned it: also without a lease, and when the request
 * has been given up as unknown meanwhile. Undefined when another request has taken its place, or all of it is known already.
 */
export function learn(jobs: Jobs, seen: Job, move: Move): Promise<Job | undefined> {
  return moveWhile(jobs, seen, move, isOfSameRequest);
}

/** It has become known that a paid request was never taken, which was given up on as spent: the money goes back. */
export async function learnItWasFree(jobs: Jobs, seen: Job): Promise<Job | undefined> {
  const current = await jobs.get(seen.id);
  if (current?.settled !== 'presumed' || !isOfSameAttempt(seen, current)) return undefined;
  return transition(jobs, current, { to: current.state, settle: { kind: 'refund' } });
}

async function moveWhile(
  jobs: Jobs,
  seen: Job,
  move: Move,
  mayMove: (seen: Job, current: Job) => boolean,
  lease?: Pick<Lease, 'epoch'>,
): Promise<Job | undefined> {
  let current: Job | undefined = seen;
  while (current && mayMove(seen, current)) {
    const moved = await jobs.change(current.id, current.version, move, lease);
    if (moved) return moved;
    const next = await jobs.get(seen.id);
    // Nobody has changed it: then the lease is not ours any more.
    if (next?.version === current.version) return undefined;
    current = next;
  }
  return undefined;
}

function isAtSameStep(seen: Job, current: Job): boolean {
  return current.state === seen.state && isOfSameAttempt(seen, current);
}

function isOfSameRequest(seen: Job, current: Job): boolean {
  return (current.state === seen.state || current.state === 'unknown') && isOfSameAttempt(seen, current);
}

function isOfSameAttempt(seen: Job, current: Job): boolean {
  return (
    current.task?.ourId === seen.task?.ourId &&
    current.task?.attempts === seen.task?.attempts &&
    current.tried.length === seen.tried.length
  );
}
