import type { Aim, Point, ProviderName } from './points.ts';

/** What a message about a cover says of it. */
export type Shown =
  /** `cover`: the public message itself. */
  | 'cover'
  | 'waiting'
  | 'making'
  | 'findingOut'
  | 'posting'
  /** A link to the public message. */
  | 'delivered'
  | 'failed'
  | 'cancelled'
  /** Made and not posted; for its requester alone. */
  | 'kept'
  | 'other';

/** A message about a cover took on a new meaning. Times are the sandbox's. */
export interface Sighting {
  /** Counts up over the whole run. */
  number: number;
  marker: string;
  at: number;
  messageId: string;
  /** When the message first stood there. */
  bornAt: number;
  place: 'private' | 'channel' | 'direct';
  shown: Shown;
  text: string;
  /** Of `cover`: how many files with music. */
  takes: number;
  /** Of `failed`: the custom id of its *Try again*, which is one for each job. */
  tryAgainId?: string | undefined;
}

/** What a member did. `again`: pressed *Try again*. */
export interface Act {
  marker: string;
  at: number;
  what: 'ask' | 'again' | 'cancel';
  /** The bot did not answer in time. */
  wasSilent: boolean;
  /** Of what was answered. */
  interactionIds: string[];
}

/** The bot said no before it took anything. */
export interface Refusal {
  marker: string;
  /** When it was asked, and when the answer came. */
  from: number;
  at: number;
  text: string;
}

/** From the provider's money log. */
export interface Payment {
  marker: string;
  at: number;
  provider: ProviderName;
  /** After what was paid back for failures. */
  micros: number;
}

/** An injected fault has struck a request. */
export interface Strike {
  at: number;
  point: Point;
  fault: string;
  when: 'before' | 'after' | 'answered';
  /** Whose request it was, where that can be told. */
  markers: string[];
  /** The request's address, by which it may be told later. */
  path: string;
}

/** A time in which the bot did nothing. */
export interface Absence {
  kind: 'kill' | 'pause' | 'stop' | 'ownEnd' | 'restart';
  from: number;
  /** When it was at work again; undefined while it is not. */
  until: number | undefined;
  awayMs: number;
  /** Of an interruption that met what it was aimed at. */
  aim: Aim | null;
  markers: string[];
}

/** A service refused connections. */
export interface Outage {
  service: 'discord' | 'database' | ProviderName;
  from: number;
  until: number;
}

/** All that the run has seen. The judgement is made from this alone; nothing in it comes out of the bot's own data. */
export interface RunRecord {
  acts: Act[];
  refusals: Refusal[];
  sightings: Sighting[];
  payments: Payment[];
  strikes: Strike[];
  absences: Absence[];
  outages: Outage[];
  /** Markers whose first cover the provider was told to fail. */
  failedByPlan: Set<string>;
}

export function emptyRecord(): RunRecord {
  return {
    acts: [],
    refusals: [],
    sightings: [],
    payments: [],
    strikes: [],
    absences: [],
    outages: [],
    failedByPlan: new Set(),
  };
}
