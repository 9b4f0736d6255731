import type { Job, JobState, Move } from '../domain/job.ts';
import type { LimitedCharge, QuotaRefusal } from '../domain/money/quota.ts';
import type { MemberPace, Pace } from '../domain/policy/pace.ts';
import type { MemberText } from '../errors.ts';

/**
 * The records of jobs.
 *
 * Promises, whatever stands behind it:
 * - What `accept` and `change` have returned is on disk and survives a crash of the process and of the machine.
 * - `accept` creates a job and all its charges, or nothing. The same id again is the same job; no charge is taken twice.
 * - `change` is a compare-and-set on the version. Of any number of callers exactly one wins; the others get undefined.
 *   The move's settlement and alarms are part of the same write.
 */
export interface JobStore {
  /**
   * `repeats`: the member's same wish was accepted at or after `onceSince`, and stands for this one, too. `tooFast`: the member has
   * to wait by `pace`, looked at in the same write.
   */
  accept(job: Job, charges: readonly LimitedCharge[], options?: AcceptOptions): Promise<Acceptance>;
  get(id: string): Promise<Job | undefined>;
  /** As `get`, without reading the record. */
  stateOf(id: string): Promise<JobState | undefined>;
  /**
   * Undefined when the job is gone or no longer at this version: somebody else moved it. With a lease, also when that is not the job's
   * any more.
   */
  change(id: string, version: number, move: Move, lease?: { epoch: number }): Promise<Job | undefined>;
  /** What is not at its end, in order of acceptance. */
  unfinished(): Promise<Job[]>;
  /** Those whose money is presumed spent in a window that has not ended, in order of acceptance. */
  presumed(): Promise<Job[]>;
  /** Where a member stands in a server. */
  paceOf(guildId: string, memberId: string): Promise<MemberPace>;
  /** How many unfinished jobs stand where, over all servers. */
  queueCounts(): Promise<QueueCount[]>;
  /** How many unfinished jobs there are in a server. */
  countUnfinished(guildId: string): Promise<number>;
}

/** So many unfinished jobs of a server are in a state, at a provider where one has them. */
export interface QueueCount {
  guildId: string;
  /** Also one that only another release knows. */
  state: string;
  provider: string | null;
  count: number;
  /** When the first of them was accepted. */
  waitingSince: number;
}

export interface AcceptOptions {
  onceSince?: number;
  pace?: Pace;
}

export type Acceptance =
  | { kind: 'accepted'; job: Job }
  | { kind: 'exists'; job: Job }
  | { kind: 'repeats'; job: Job }
  | { kind: 'tooFast'; text: MemberText }
  | { kind: 'refused'; refusal: QuotaRefusal };
