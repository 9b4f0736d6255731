import { randomUUID } from 'node:crypto';
import { type Clock, type ClockOptions, createClock } from './clock.ts';

/** What a process has by being in the world: time and chance. Made once, where the process begins, and passed in from there. */
export interface Ambient {
  clock: Clock;
  /** At the pace of the machine also where the sandbox speeds `clock` up, for waits that others set: Discord's, and the disk's. */
  realTime: Clock;
  /** In [0, 1). */
  random(): number;
  /** A random UUID v4. */
  newId(): string;
}

export function createAmbient(options: ClockOptions = {}): Ambient {
  return { clock: createClock(options), realTime: createClock(), random: Math.random, newId: () => randomUUID() };
}
