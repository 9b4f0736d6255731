/** What only one process of the fleet does at a time. */
export type Duty = 'retention' | 'channels' | 'servers' | 'howTos' | 'greetings' | 'notices' | 'metrics';

/** Who does what there is to do once for the whole fleet. */
export interface Duties {
  /**
   * Whether this process does it at present; it takes it on where nobody who lives has it. To be asked before each pass: whoever has
   * stood still for long may have lost it.
   */
  isOurs(duty: Duty): Promise<boolean>;
  /** Those that this process had when somebody looked last whether it lives. */
  held(): Promise<Duty[]>;
}

/** What processes tell each other. Some of it may be lost: whoever listens looks by itself now and then, too. */
export type Topic = 'work' | 'operator' | 'prices' | 'providers' | `settings:${string}`;

export interface Notifier {
  /** Tells the other processes, soon. */
  tell(topic: Topic): void;
  /** What the others tell; `undefined` where something may have been missed, so that everything is to be looked at. */
  onTold(listener: (topic: Topic | undefined) => void): void;
}

/** What several processes must agree on: names of settings, each with a hash of what it says. */
export type Agreed = Readonly<Record<string, string>>;

/** A process that is believed to live. */
export interface Fellow {
  id: string;
  /** Undefined as long as it has not said. */
  agreed: Agreed | undefined;
}

/** What all processes share of what Discord gives to a bot. */
export interface Crossing {
  /** Whether an interaction is this process's to be answered: while a shard is handed over, two hear of it. */
  claimInteraction(id: string): Promise<boolean>;
  /** Waits for this process's turn to begin a session at one of the places that Discord has for it. */
  identifyTurn(place: number, signal: AbortSignal): Promise<void>;
  /** Says what this process and the others must agree on, and learns it of all that are believed to live, this one among them. */
  meet(agreed: Agreed): Promise<Fellow[]>;
}

/** Messages that several processes could change at the same moment, so that what one shows is not covered by what another knew earlier. */
export interface Cards {
  /** Takes the message of a job for this process; where another is at it, says how long it may still be, in milliseconds. */
  takeCard(jobId: string): Promise<TakenCard>;
  /** Lets go of it, and notes what it shows now; null once nothing more will be shown. Does nothing where another has it by now. */
  leaveCard(jobId: string, shown: string | null): Promise<void>;
}

export type TakenCard =
  /** `shown`: what was noted by whoever had it last. */
  { isOurs: true; shown: string | undefined } | { isOurs: false; againInMs: number };

/** One process alone. */
export const alone: Duties & Notifier = {
  isOurs: async () => true,
  held: async () => [],
  tell: () => undefined,
  onTold: () => undefined,
};
