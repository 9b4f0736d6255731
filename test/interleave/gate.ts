import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** How long an answer is waited for before it is asked whether its statement waits for a lock. */
const LOOK_AGAIN_MS = 2;

export type Standing =
  /** Its next statement is at the gate. */
  | 'ready'
  /** Its statement waits for a lock that somebody holds. */
  | 'blocked'
  /** It pauses before it tries a transaction again. */
  | 'resting'
  | 'done';

/**
 * One of two who work on the same database: none of its statements is sent before it is let through. What opens the database gets its
 * pool from here, and its pauses; all else of it is as it is.
 */
export interface Gate {
  createPool(config: pg.PoolConfig): pg.Pool;
  sleep(): Promise<void>;
  /** Lets everything through, as before the work. */
  open(): void;
  /** Holds what the work asks from now on; tells each statement as it is sent. */
  begin(work: () => Promise<unknown>, onAsked: (text: string) => void): void;
  /** How it went; undefined before its end. */
  outcome(): Outcome | undefined;
  /** Waits until it stands at something. */
  settle(): Promise<Standing>;
  /** Lets the next statement through, and the first one of a transaction together with its beginning; wakes it where it rests. */
  step(): Promise<Standing>;
  /** The server ends its connections, as a crash of what is in between would. */
  kill(): Promise<void>;
  deadlocks(): number;
}

export interface Outcome {
  value?: unknown;
  error?: unknown;
  ms: number;
}

type Query = (...given: unknown[]) => unknown;

interface Held {
  text: string;
  pid: number;
  send(): Promise<unknown>;
}

export function createGate(monitor: pg.Client): Gate {
  let isOpen = true;
  let isDone = false;
  let held: Held[] = [];
  const sent = new Set<Held>();
  const pids = new Set<number>();
  let resting: (() => void)[] = [];
  let outcome: Outcome | undefined;
  let deadlocks = 0;
  let onSent: (text: string) => void = () => undefined;
  let told = Promise.withResolvers<void>();

  const changed = () => {
    told.resolve();
    told = Promise.withResolvers();
  };

  const pass = async (statement: Held) => {
    onSent(statement.text);
    sent.add(statement);
    try {
      return await statement.send();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '40P01') deadlocks += 1;
      throw error;
    } finally {
      sent.delete(statement);
    }
  };

  class GatedClient extends pg.Client {
    override query = ((...given: unknown[]) => {
      const send = super.query.bind(this) as Query;
      if (isOpen) return send(...given);
      const { processID } = this as unknown as { processID: number };
      pids.add(processID);
      const answered = new Promise((resolve, reject) => {
        const statement: Held = {
          text: String(given[0]),
          pid: processID,
          send: () => send(given[0], Array.isArray(given[1]) ? given[1] : undefined) as Promise<unknown>,
        };
        held.push({ ...statement, send: () => pass(statement).then(resolve, reject) });
        changed();
      });
      // A pool asks by a callback.
      const callback = given.at(-1);
      if (typeof callback !== 'function') return answered;
      answered.then(
        (result) => callback(null, result),
        (error) => callback(error),
      );
      return undefined;
    }) as pg.Client['query'];
  }

  const isBlocked = async () => {
    const waiting = [...sent].map(({ pid }) => pid);
    if (waiting.length === 0) return false;
    const { rows } = await monitor.query(
      'SELECT 1 FROM unnest($1::int[]) AS asking (pid) WHERE cardinality(pg_blocking_pids(pid)) > 0',
      [waiting],
    );
    return rows.length > 0 && waiting.every((pid) => [...sent].some((one) => one.pid === pid));
  };

  const settle = async (): Promise<Standing> => {
    for (;;) {
      if (isDone) return 'done';
      if (held.length > 0 && sent.size === 0) return 'ready';
      if (resting.length > 0) return 'resting';
      await (sent.size > 0 ? Promise.race([told.promise, delay(LOOK_AGAIN_MS)]) : told.promise);
      if (sent.size > 0 && (await isBlocked())) return 'blocked';
    }
  };

  const step = async (): Promise<Standing> => {
    const awake = resting;
    resting = [];
    for (const wake of awake) wake();
    if (awake.length > 0) return settle();
    const [next] = held.splice(0, 1);
    if (!next) return settle();
    void next.send();
    const standing = await settle();
    return next.text.startsWith('BEGIN') && standing === 'ready' ? step() : standing;
  };

  return {
    createPool: (config) => new pg.Pool({ ...config, max: 3, Client: GatedClient }),
    sleep() {
      if (isOpen) return delay(5);
      return new Promise((resolve) => {
        resting.push(resolve);
        changed();
      });
    },
    open() {
      isOpen = true;
    },
    begin(work, onAsked) {
      isOpen = false;
      isDone = false;
      outcome = undefined;
      held = [];
      onSent = onAsked;
      pids.clear();
      const from = performance.now();
      const end = (result: Omit<Outcome, 'ms'>) => {
        outcome = { ...result, ms: performance.now() - from };
        isDone = true;
        changed();
      };
      work().then(
        (value) => end({ value }),
        (error: unknown) => end({ error }),
      );
    },
    outcome: () => outcome,
    settle,
    step,
    async kill() {
      const all = [...pids];
      await monitor.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS ours (pid)', [all]);
      for (;;) {
        const { rows } = await monitor.query('SELECT 1 FROM pg_stat_activity WHERE pid = any($1::int[])', [all]);
        if (rows.length === 0) return;
        await delay(1);
      }
    },
    deadlocks: () => deadlocks,
  };
}
