import type { HeldTurns } from '../domain/policy/operator-choices.ts';
import type { Place } from '../domain/turns/places.ts';
import type { WorkKind } from '../domain/turns/work-kind.ts';

/**
 * Who works on which job. One process works on a job at a time: the one whose lease stands in the job's row, under the row's epoch,
 * which grows with each lease that is given. A lease ends when it is released, when its job has ended, or with its worker.
 */
export interface Leases {
  /**
   * Takes part in the work from now on. What those who are known to be gone had in hand is free again at once, and what had failed
   * is due anew: a start is a fresh try.
   */
  join(): Promise<void>;
  /** Says that this worker lives. False where it has been given up meanwhile: then none of its leases holds any more. */
  beat(): Promise<boolean>;
  /**
   * Lets go of what was worked on, and takes what may be worked on now, no more of it than there is room for: all in one write. What
   * failed is tried again after a growing pause, and so is what is let go of as it had been found: never at full speed. A channel to
   * which something could not be delivered rests as well. Who was given up gets nothing until it joins once more.
   */
  claim(wish: ClaimWish, released?: readonly Release[]): Promise<Claimed>;
  /** Whether nobody else may have taken the job over, and it is not at its end. */
  holds(lease: Held): Promise<boolean>;
  /** The work is over at its provider: what is left of it takes no room from jobs that wait for their turns. */
  giveUpTurn(lease: Held): Promise<void>;
  /** Lets go of all, as it is. */
  leave(): Promise<void>;
  /** Where all waiting jobs stand. */
  places(caps: TurnRules): Promise<ReadonlyMap<string, Place>>;
  /** What is on its way in a guild, by id: what has begun, in order of acceptance, then what waits, in the order of its turns. */
  lineOf(guildId: string): Promise<string[]>;
}

/** By what rules turns are given. Who shares a store must agree on them. */
export interface TurnRules {
  /** How many covers a guild may have under way, over all providers; of some guilds, how many they may. */
  perGuild: number;
  guildCaps: ReadonlyMap<string, number>;
  /** How many covers may be under way at each provider. One that is not named has no limit. */
  slots: ReadonlyMap<string, number>;
  held: HeldTurns;
}

export interface ClaimWish {
  rules: TurnRules;
  /** Of each kind of work that there is a handler for: how many more may begin. */
  room: Partial<Record<WorkKind, number>>;
  /** How many may be prepared or delivered at once for one guild. */
  perGuild: Record<Exclude<WorkKind, 'make'>, number>;
}

export interface Release {
  lease: Held;
  outcome: 'done' | 'failed';
}

/** A lease as its holder knows it. */
export interface Held {
  id: string;
  /** The job's place in the order of acceptance. */
  order: number;
  kind: WorkKind;
  channelId: string;
  epoch: number;
  /** Of the job's record when it was claimed. */
  version: number;
}

export interface Claim extends Held {
  /** That the turn was given for; of what was under way already, null. */
  provider: string | null;
}

export interface Claimed {
  claims: Claim[];
  /** In so many milliseconds there may be more to be claimed than now, if nothing happens until then. */
  nextInMs: number | undefined;
}
