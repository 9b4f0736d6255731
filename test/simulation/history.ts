import { createHash } from 'node:crypto';

/** Something that the outside saw. */
export type Event = { at: number } & Seen;

type Seen =
  /** A member did something at Discord; `words` is what they wrote, if anything. */
  | {
      kind: 'asked';
      member: string;
      guild: string;
      /** Whether they have the server's role. Default: not. */
      hasRole?: boolean;
      interaction: string;
      what: string;
      words: string;
    }
  | { kind: 'channel deleted'; channel: string }
  /** Somebody has deleted a message of the bot's that has such a button. */
  | { kind: 'message deleted'; guild: string; control: string }
  | { kind: 'history closed' | 'history open'; channel: string }
  /** An incarnation began or ended. */
  | { kind: 'incarnation'; number: number; how: IncarnationChange }
  /** A server has removed the bot, or has it back. */
  | { kind: 'bot removed' | 'bot added'; guild: string }
  /** A request reached Discord, which did something about it, or refused. */
  | {
      kind: 'discord';
      by: number;
      method: string;
      route: string;
      /** What it made or changed. */
      message?: string | undefined;
      body?: unknown;
      files?: readonly string[];
      refused?: number;
      /** The channel's, or the interaction's; whoever alone can read it. */
      guild?: string | undefined;
      reader?: string | undefined;
    }
  /** A request reached a provider. `billedMicros` is what it was billed on the spot. */
  | { kind: 'provider'; by: number; provider: string; what: string; id: string; words: string; said: string }
  /** A request reached a provider that was out of order. */
  | { kind: 'turned away'; by: number; provider: string; what: string; words: string }
  /** What a provider puts on its bill. */
  | { kind: 'billed'; provider: string; id: string; micros: number }
  /** A line of the log from warnings on, and any line that holds an error. */
  | { kind: 'log'; by: number; level: string; line: string }
  /** A fault of the world. */
  | { kind: 'fault'; by: number; effect: string; n: number; what: string };

export type IncarnationChange =
  | 'begun'
  | 'asked to stop'
  | 'killed'
  | 'stopped'
  | 'paused'
  | 'resumed'
  | 'cut off'
  | 'joined';

export interface History {
  readonly events: readonly Event[];
  add(event: Seen): void;
  /** Of all that happened, in hex. */
  hash(): string;
}

export function createHistory(now: () => number): History {
  const events: Event[] = [];
  return {
    events,
    add: (event) => void events.push({ at: now(), ...event }),
    hash() {
      const hash = createHash('sha256');
      for (const event of events) hash.update(JSON.stringify(event)).update('\n');
      return hash.digest('hex');
    },
  };
}
