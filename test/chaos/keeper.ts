import { setTimeout as delay } from 'node:timers/promises';
import { type BotProcess, startBotProcess } from '../../src/sandbox/playground/bot-process.ts';
import type { ChaosClock } from './chaos-clock.ts';
import type { Absence } from './record.ts';

/** A bot that does not come up within this real time never will. */
const START_MS = 180_000;

/** Of starts that nobody broke off. */
const MOST_OWN_ENDS = 10;

const LOOK_MS = 20;

export interface KeeperOptions {
  clock: ChaosClock;
  folder: string;
  /** Asked at each start. */
  environment(): Record<string, string>;
  onLog(line: string): void;
  absences: Absence[];
}

export interface Reason extends Pick<Absence, 'kind' | 'aim' | 'markers' | 'awayMs'> {
  /** From which the request came that was aimed at, where that is known. */
  port?: number | undefined;
}

/** Keeps the bot's process: ends it, holds it, brings it back, and notes when it was not at work. */
export interface Keeper {
  /** Spawns the bot. `more` is for this start alone. */
  start(more?: Record<string, string>): void;
  /** SIGKILL at this very moment. */
  kill(reason: Reason): void;
  /** SIGTERM. */
  stop(reason: Reason): void;
  /** After an end: waits as long as the absence is to last. */
  beAway(): Promise<void>;
  /** SIGSTOP at this very moment. */
  hold(reason: Reason): void;
  /** SIGCONT. */
  letGo(): void;
  /** For how long the bot has been at work without a break, in real milliseconds; 0 while it is not. */
  upForMs(): number;
  untilUp(): Promise<void>;
  /** When the last process was spawned, by `performance.now()`. */
  readonly spawnedAt: number;
  /** How many processes there were. */
  readonly lives: number;
  close(): Promise<void>;
}

export function createKeeper({ clock, folder, environment, onLog, absences }: KeeperOptions): Keeper {
  let bot: BotProcess | undefined;
  let upSince: number | undefined;
  let spawnedAt = 0;
  let lives = 0;
  let ownEnds = 0;
  /** The process whose end is wanted. */
  let doomed: BotProcess | undefined;

  const leave = ({ kind, aim, markers, awayMs }: Reason) => {
    upSince = undefined;
    absences.push({ kind, aim, markers, awayMs, from: clock.now(), until: undefined });
  };
  const beBack = () => {
    upSince = performance.now();
    for (const absence of absences) absence.until ??= clock.now();
  };

  const start: Keeper['start'] = (more = {}) => {
    const started = startBotProcess({ folder, onLog, environment: { ...environment(), ...more } });
    bot = started;
    spawnedAt = performance.now();
    lives += 1;
    started.atWork.then(
      () => {
        if (bot === started && doomed !== started) beBack();
      },
      () => {},
    );
    started.ended.then((code) => {
      if (doomed === started) return;
      onLog(JSON.stringify({ msg: 'the bot ended by itself', code }));
      leave({ kind: 'ownEnd', aim: null, markers: [], awayMs: 0 });
      ownEnds += 1;
      if (ownEnds < MOST_OWN_ENDS) start(more);
    });
  };

  const end = (reason: Reason, signal: NodeJS.Signals) => {
    doomed = bot;
    leave(reason);
    bot?.signal(signal);
  };

  return {
    start,
    kill: (reason) => end(reason, 'SIGKILL'),
    stop: (reason) => end(reason, 'SIGTERM'),
    async beAway() {
      await bot?.ended;
      await clock.pass(absences.at(-1)?.awayMs ?? 0);
    },
    hold(reason) {
      leave(reason);
      bot?.signal('SIGSTOP');
    },
    letGo() {
      bot?.signal('SIGCONT');
      beBack();
    },
    upForMs: () => (upSince === undefined ? 0 : performance.now() - upSince),
    async untilUp() {
      const givesUpAt = performance.now() + START_MS;
      while (upSince === undefined) {
        if (performance.now() > givesUpAt) throw new Error('the bot does not come up');
        await delay(LOOK_MS);
      }
    },
    get spawnedAt() {
      return spawnedAt;
    },
    get lives() {
      return lives;
    },
    async close() {
      doomed = bot;
      bot?.signal('SIGCONT');
      await bot?.stop('SIGKILL');
    },
  };
}
