import type { RunwareSettings } from '../../src/sandbox/providers/runware/settings.ts';
import type { Aim, Point, ProviderName } from './points.ts';

export interface PlanOptions {
  seed: number;
  /** How many covers are wished for. */
  jobs: number;
  kills: number;
  /** One process on SQLite, which is the default, or two gateways and three workers on PostgreSQL. */
  engine?: 'sqlite' | 'postgres';
}

/** Everything that is decided before the run begins. The same options give the same plan. */
export interface Plan extends PlanOptions {
  guilds: number;
  membersPerGuild: number;
  phases: Phase[];
  wishes: Wish[];
  /** In order: one begins when the one before is over and so many wishes have begun. */
  interruptions: Interruption[];
  /** Each is armed when its wish begins, and strikes the next request that it fits. */
  faults: PlannedFault[];
}

/** From a wish on, the bot is started with its providers in this order. */
export interface Phase {
  fromWish: number;
  providers: readonly [ProviderName, ProviderName, ProviderName];
  /** Each picture costs the machine as much as all the rest of its cover. */
  drawsPictures: boolean;
}

/** A cover that a member wants, and how this member goes about it. */
export interface Wish {
  number: number;
  guild: number;
  member: number;
  song: number;
  /** With both options, with a form, or with a form that is sent twice. */
  way: 'slash' | 'form' | 'formTwice';
  hasLyrics: boolean;
  takes: 1 | 2;
  /** While it waits, or when it is already being made. */
  cancels: 'no' | 'waiting' | 'making';
  /** Presses *Try again* twice. */
  clicksTwice: boolean;
  /** The provider fails at the first try. */
  failsFirst: boolean;
}

export interface Interruption {
  /** `kill`: SIGKILL. `pause`: SIGSTOP, and SIGCONT when any lease is over. `stop`: SIGTERM. */
  kind: 'kill' | 'pause' | 'stop';
  atWish: number;
  /** At a named boundary; null: at a moment of no meaning. */
  aim: Aim | null;
  /** A moment of no meaning: so much real time after the last process was spawned, or after it was at work. */
  after: 'spawn' | 'work';
  afterMs: number;
  /** Of the sandbox's time, from the end of a process to the start of the next. */
  awayMs: number;
  /** How far the clock of the next process is off; that of the one after it is right again. */
  clockOffMs: number;
}

/** What Runware says of a task that it does not know, and what its archive knows. */
export type RunwareHabits = Pick<
  RunwareSettings,
  'unknownTask' | 'unknownTaskDetails' | 'taskDetailsKnow' | 'resultRetentionMs'
>;

export type PlannedFault =
  | { kind: 'http'; atWish: number; point: Point; fault: string; when: 'before' | 'after' }
  /** Connections are refused for so long, in real time. */
  | { kind: 'outage'; atWish: number; service: 'discord' | ProviderName; realMs: number }
  /** Events that the gateway sends again. */
  | { kind: 'replay'; atWish: number; events: number }
  /** For so long, in real time, what is posted in a server's channel hangs or is slow; nobody else's. */
  | { kind: 'channel'; atWish: number; guild: number; fault: 'hang' | 'slow'; realMs: number }
  /** The database ends all connections, or stops at once and starts again. */
  | { kind: 'database'; atWish: number; what: 'cut' | 'crash' }
  /** From then on, until the next of its kind. */
  | { kind: 'habits'; atWish: number; habits: RunwareHabits }
  | { kind: 'gateway'; atWish: number; what: 'drop' | 'reconnect' | 'invalidate' };
