import type { AlarmKind, Candidate, Job, Move } from '../domain/job.ts';
import type { Charge, ChargeScope, LimitedCharge, QuotaRefusal, Usage } from '../domain/quota.ts';
import type { UploadUse } from '../domain/uploads.ts';

/**
 * Where jobs live: the records, their charges, who runs next, and alarms.
 *
 * Promises, whatever stands behind it:
 * - What `accept` and `change` have returned is on disk and survives a crash of the process and of the machine.
 * - `accept` creates a job and all its charges, or nothing. The same id again is the same job; no charge is taken twice.
 * - `change` is a compare-and-set on the version. Of any number of callers exactly one wins; the others get undefined.
 *   The move's settlement and alarms are part of the same write.
 * - Work is handed out at least once: to one handler at a time, and again after a crash, until the job has left the
 *   states of that kind of work. A handler that returns without moving the job gets it again (at `notBefore` when queued);
 *   one that throws gets it again after a growing pause.
 * - Turns to make covers are fair: guilds are served round robin, within a guild in order of acceptance; a guild never has
 *   more than `perGuild` of them and a provider never more than `perProvider`; jobs found running at the start count first.
 * - Covers are prepared and delivered round robin over guilds as well, one at a time for each channel; what has begun to be
 *   posted comes first. After a failure neither the job nor its channel is tried again before a growing pause.
 * - Alarms ring at or after their time, at least once, also those that fell due while nothing ran. One that throws rings
 *   again after a growing pause.
 *
 * Not promised: any order between guilds beyond round robin, exact times, or that a lease outlives its process.
 */
export interface Jobs {
  /** `repeats`: the member's same wish was accepted at or after `onceSince`, and stands for this one, too. */
  accept(job: Job, charges: readonly LimitedCharge[], options?: { onceSince?: number }): Promise<Acceptance>;
  get(id: string): Promise<Job | undefined>;
  /** Undefined when the job is gone or no longer at this version: somebody else moved it. */
  change(id: string, version: number, move: Move): Promise<Job | undefined>;
  /** Declares the one handler for a kind of work. Call before `start`. */
  work(kind: WorkKind, handler: WorkHandler): void;
  /** Where a queued job stands; undefined when it is not waiting. */
  line(id: string): Promise<Place | undefined>;
  /** The places of all waiting jobs, computed in one go. */
  places(): Promise<ReadonlyMap<string, Place>>;
  /**
   * Takes charges that belong to no job, such as for one attempt at lyrics; all of them or none, and once for each id. One
   * that is never settled stays as it was reserved.
   */
  charge(id: string, charges: readonly LimitedCharge[]): Promise<Charged>;
  /** What a charge of `charge` has come to: its count stays, or all of it goes back. Only the first settlement counts. */
  settleCharge(id: string, settlement: { kind: 'refund' } | { kind: 'commit'; micros: number }): Promise<void>;
  usage(scope: ChargeScope, windowKey: string): Promise<Usage>;
  /** What is not at its end, in order of acceptance. */
  unfinished(): Promise<Job[]>;
  /** Those whose money is presumed spent in a window that has not ended, in order of acceptance. */
  presumed(): Promise<Job[]>;
  /** How many unfinished jobs there are in a server. */
  countUnfinished(guildId: string): Promise<number>;
  /** Undefined where it was never posted, or was removed. */
  cover(id: string): Promise<Cover | undefined>;
  /** Gives a member's vote for a cover, or takes it back; undefined where there is no such cover. */
  vote(coverId: string, memberId: string): Promise<Vote | undefined>;
  /** What was made before; newest first unless the query says otherwise. */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * The cover's message is gone: it has no votes and no place in any list from now on. Its job's record stays, but no longer
   * holds its files: named are the hashes that no other job holds.
   */
  removeCover(id: string): Promise<{ unusedFiles: string[] }>;
  /** All that is stored about a member here. */
  recordsOf(memberId: string): Promise<MemberRecords>;
  /**
   * Deletes the jobs that a member had accepted before a time and that have ended, with their covers, and the votes that the
   * member had given before it; each job with all that belongs to it in one write, so that it can be gone on with after a
   * crash. Their charges keep counting under a name that is not the member's until their windows end. Jobs that are not at
   * their end are left, and named.
   */
  forget(memberId: string, before: number): Promise<Forgotten>;
  /** What others have made of what a member put into Discord, whatever became of it. */
  usesOf(memberId: string): Promise<UploadUse[]>;
  /**
   * What a member's files were called, and where they were, is forgotten in the jobs that others had accepted before a time;
   * that the files are the member's is not.
   */
  forgetUploads(memberId: string, before: number): Promise<void>;
  /** Every server that a job was asked for in. */
  guildIds(): Promise<ReadonlySet<string>>;
  /** The first jobs of a server, in order of acceptance, that have ended and were accepted before a time; and where they were to be posted. */
  endedIn(guildId: string, before: number, limit: number): Promise<{ id: string; channelId: string }[]>;
  /**
   * Deletes those of these jobs that have ended, as `forget` does: each with its cover and the votes for it in one write, and what
   * they have used counts on. Named are the hashes that no job refers to any more.
   */
  forgetEnded(ids: readonly string[]): Promise<{ unusedFiles: string[] }>;
  /**
   * Deletes what a server and its members have used there with no job, as far as the windows have ended. True once nothing is left
   * of the server, jobs included.
   */
  forgetGuild(guildId: string): Promise<boolean>;
  /** Those of the hashes that some job has as its reference or take, whatever became of it. */
  filesInUse(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these hashes, those that a job refers to, each with the most that holds it. */
  holdersOf(hashes: readonly string[]): Promise<ReadonlyMap<string, FileHolder>>;
  at(time: number, kind: AlarmKind, id: string): Promise<void>;
  /** Declares the one handler for a kind of alarm. Call before `start`. */
  onAlarm(kind: AlarmKind, handler: (id: string) => Promise<void>): void;
  /** Tells each accepted or changed job to whoever shows it; after the write, in order, never twice for one version. */
  onChange(listener: (job: Job) => void): void;
  /** Begins to hand out work: first what was running, then new turns. */
  start(): void;
  /** Hands out no more, aborts the leases, and waits for the handlers. The store itself stays open. */
  stop(): Promise<void>;
}

/**
 * What holds a file: a job on its way, a cover that was given to somebody, or a job that ended without one. What a failed job
 * had made is a cover, too: it was paid for.
 */
export type FileHolder = 'unfinished' | 'cover' | 'ended';

export type Acceptance =
  | { kind: 'accepted'; job: Job }
  | { kind: 'exists'; job: Job }
  | { kind: 'repeats'; job: Job }
  | { kind: 'refused'; refusal: QuotaRefusal };

export type Charged = { kind: 'charged' } | { kind: 'exists' } | { kind: 'refused'; refusal: QuotaRefusal };

/**
 * `make`: from a turn to kept takes (queued, submitting, generating). `prepare`: from kept takes to the files of a message.
 * `deliver`: from there to a posted cover.
 */
export type WorkKind = 'make' | 'prepare' | 'deliver';

export type WorkHandler = (job: Job, lease: Lease) => Promise<void>;

/** The right to work on a job. */
export interface Lease {
  /** The candidate that the turn was given for; for resumed and delivered jobs the one of their task. */
  candidate: Candidate;
  /** True while nobody else may have taken the job over. Asked again right before each paid call and each post. */
  stillOurs(): Promise<boolean>;
  /** For work that is over at its provider: what is left of it takes no room from jobs that wait for their turns. */
  giveUpTurn(): void;
  /** Aborts when the process stops. */
  signal: AbortSignal;
}

export interface Place {
  /** How many turns come first, plus one: an upper bound. */
  place: number;
  /** True while the guild already runs as many covers as it may, so that the place does not move. */
  guildIsFull: boolean;
}

/** How many have voted for a cover, and whether the member is now among them. */
export interface Vote {
  count: number;
  isGiven: boolean;
}

export type HistoryQuery =
  /** A member's own, in one server, in whatever state; `olderThan` and `newerThan` are ids of jobs. */
  | { kind: 'member'; guildId: string; memberId: string; olderThan?: string; newerThan?: string; limit: number }
  /** What waits or runs in a server, of one member or of all, in order of acceptance. */
  | { kind: 'unfinished'; guildId: string; memberId?: string; limit: number }
  /** Posted covers of a server; `text` must stand in the name of the song or in the style, whatever its case. */
  | { kind: 'posted'; guildId: string; text?: string; limit: number }
  /** Covers of a server posted since a time, those with the most votes first; without a vote they are not in it. */
  | { kind: 'top'; guildId: string; since: number; limit: number }
  /** Posted covers of a server that go back to one reference, or to the first take of new music, oldest first. */
  | { kind: 'lineage'; guildId: string; rootHash: string; limit: number }
  /** Posted covers, in all servers, that go back to what a member put into Discord. */
  | { kind: 'poster'; posterId: string; limit: number };

export interface HistoryPage {
  entries: HistoryEntry[];
  /** There are more beyond the last one; with `newerThan`, beyond the first one. */
  hasMore: boolean;
}

export interface HistoryEntry {
  job: Job;
  /** Undefined where it was not posted, or was removed. */
  cover: Cover | undefined;
}

export interface MemberRecords {
  jobs: Job[];
  covers: Cover[];
  /** Covers that the member has voted for. */
  votes: { coverId: string; at: number }[];
  charges: (Charge & { jobId: string; state: Job['settled'] })[];
}

export interface Forgotten {
  /** Where their messages still are. */
  covers: Cover[];
  /** Hashes that no job refers to any more. */
  unusedFiles: string[];
  /** Ids of jobs from before that time that are not at their end. */
  unfinished: string[];
}

/** The lasting thing once posted. */
export interface Cover {
  id: string;
  guildId: string;
  channelId: string;
  messageId: string;
  requesterId: string;
  postedAt: number;
  votes: number;
}
