import type { AlarmKind, Candidate, Job } from '../domain/job.ts';
import type { HeldTurns } from '../domain/policy/operator-choices.ts';
import type { Place } from '../domain/turns/places.ts';
import type { WorkKind } from '../domain/turns/work-kind.ts';

/**
 * Hands out work on jobs: who runs next, whose alarm rings.
 *
 * Promises, whatever stands behind it:
 * - Work is handed out at least once: to one handler at a time, and again after a crash, until the job has left the
 *   states of that kind of work. A handler that returns without moving the job gets it again (at `notBefore` when queued);
 *   one that throws gets it again after a growing pause.
 * - Turns to make covers are fair: guilds are served round robin, within a guild its members are, and a member's own come in
 *   order of acceptance; a guild never has more than `perGuild` of them and a provider never more than its limit; jobs found running at the start count first.
 * - Covers are prepared and delivered round robin over guilds and their members as well, one at a time for each channel; what has begun to be
 *   posted comes first. After a failure neither the job nor its channel is tried again before a growing pause.
 * - Alarms ring at or after their time, at least once, also those that fell due while nothing ran. One that throws rings
 *   again after a growing pause.
 *
 * Not promised: any order between guilds beyond round robin, exact times, or that a lease outlives its process.
 */
export interface JobRunner {
  /** Declares the one handler for a kind of work. Call before `start`. */
  work(kind: WorkKind, handler: WorkHandler): void;
  /** Declares the one handler for a kind of alarm. Call before `start`. */
  onAlarm(kind: AlarmKind, handler: (id: string) => Promise<void>): void;
  /** Another process may have written something: there may be work. */
  wake(): void;
  /** How many covers a guild may have under way from now on; undefined: as many as any. */
  limitGuild(guildId: string, most: number | undefined): void;
  /** Where no turns are given from now on; what is under way goes on, and what waits stays in line. */
  hold(held: HeldTurns): void;
  /** Where a queued job stands; undefined when it is not waiting. */
  placeOf(id: string): Promise<Place | undefined>;
  /** The places of all waiting jobs, computed in one go. */
  places(): Promise<ReadonlyMap<string, Place>>;
  /** What is on its way in a guild, by id: what has begun, in order of acceptance, then what waits, in the order of its turns. */
  lineOf(guildId: string): Promise<string[]>;
  /** How long ago this process last said that it lives, in milliseconds; 0 where nobody else works on the store. */
  signOfLifeAgeMs(): number;
  /** Begins to hand out work: first what was running, then new turns. */
  start(): void;
  /** Hands out no more, aborts the leases, and waits for the handlers. The store itself stays open. */
  stop(): Promise<void>;
}

export type WorkHandler = (job: Job, lease: Lease) => Promise<void>;

/** The right to work on a job. */
export interface Lease {
  /** The candidate that the turn was given for; for resumed and delivered jobs the one of their task. */
  candidate: Candidate;
  /** Names this lease among all of the job: what is intended under it is written under it. */
  epoch: number;
  /** True while nobody else may have taken the job over. Asked again right before each paid call and each post. */
  stillOurs(): Promise<boolean>;
  /**
   * False once this process has given no sign of life for so long that others may soon take its work over. It knows so by itself, and is
   * asked in the very moment before what cannot be taken back.
   */
  isAlive(): boolean;
  /** For work that is over at its provider: what is left of it takes no room from jobs that wait for their turns. */
  giveUpTurn(): void;
  /** Aborts when the process stops, or others may take its work over. */
  signal: AbortSignal;
}
