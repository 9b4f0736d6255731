import type { Clock } from '../../clock.ts';
import type { Database } from '../../database.ts';
import { earliest } from '../../domain/earliest.ts';
import type { AlarmKind } from '../../domain/job.ts';
import type { Logger } from '../../logger.ts';
import { createAlarmTable, type StoredAlarm } from './alarm-table.ts';
import { createBackoff } from './backoff.ts';
import { createScheduler } from './scheduler.ts';

/** Enough to catch up after a long stop, few enough not to flood what the handlers talk to. */
const RINGING_AT_ONCE = 8;

/** No alarm is set further ahead. */
const LONGEST_AHEAD_MS = 20 * 60_000;

/** Clocks that are kept in time are moved by less. */
const NOTICED_MS = 1_000;

type AlarmHandler = (id: string) => Promise<void>;

export interface AlarmsOptions {
  database: Database;
  clock: Clock;
  log: Logger;
}

/** Rings alarms when their time has come, and keeps each until its handler has got to its end. */
export interface Alarms {
  /** Writes one down. Within a transaction it is part of it: call `wake` after the commit. */
  set(kind: AlarmKind, dueAt: number, id: string): void;
  wake(): void;
  handle(kind: AlarmKind, handler: AlarmHandler): void;
  start(): void;
  stop(): Promise<void>;
}

export function createAlarms({ database, clock, log }: AlarmsOptions): Alarms {
  const table = createAlarmTable(database);
  const handlers = new Map<AlarmKind, AlarmHandler>();
  const ringing = new Map<number, { id: string; kind: AlarmKind; done: Promise<void> }>();
  const backoff = createBackoff<number>(clock);

  const ring = async (kind: AlarmKind, handler: AlarmHandler, { seq, id }: StoredAlarm) => {
    // Noted as ringing before the handler begins, whatever that does at once.
    await Promise.resolve();
    try {
      await handler(id);
      table.remove(seq);
      backoff.clear(seq);
    } catch (error) {
      backoff.extend(seq);
      log.error({ err: error, jobId: id, kind }, 'alarm handler failed, will retry');
    } finally {
      ringing.delete(seq);
      scheduler.wake();
    }
  };

  const ringingOf = (kind: AlarmKind) => [...ringing.values()].filter((alarm) => alarm.kind === kind);

  const ringDue = (kind: AlarmKind, handler: AlarmHandler, moment: number, now: number) => {
    // Those that ring or rest are still in the table, and may be the first of the due ones.
    for (const alarm of table.due(kind, moment, RINGING_AT_ONCE + ringing.size + backoff.size)) {
      const others = ringingOf(kind);
      if (others.length >= RINGING_AT_ONCE) return;
      if (ringing.has(alarm.seq) || backoff.until(alarm.seq) > now) continue;
      // Two settings of one alarm ring one after the other.
      if (others.some(({ id }) => id === alarm.id)) continue;
      ringing.set(alarm.seq, { id: alarm.id, kind, done: ring(kind, handler, alarm) });
    }
  };

  /** What the machine's clock shows beyond the time that has passed; another figure means that it was set. */
  const beyond = () => clock.now() - clock.monotonic();
  let seenBeyond = beyond();

  /** The moments on record are of the clock as it was: they are set back with it, or nobody would come to them for so long. */
  const followClock = () => {
    const setBackMs = seenBeyond - beyond();
    seenBeyond = beyond();
    if (setBackMs < NOTICED_MS) return;
    log.warn({ setBackMs }, 'clock set back; alarms follow');
    database.transaction(() => {
      for (const kind of handlers.keys()) table.bringForward(kind, setBackMs);
    });
  };

  const scheduler = createScheduler({
    clock,
    log,
    run(now) {
      followClock();
      const moment = clock.now();
      for (const [kind, handler] of handlers) ringDue(kind, handler, moment, now);
      const dueAt = earliest([...handlers.keys()].map((kind) => table.nextDue(kind, moment)));
      return earliest([dueAt === undefined ? undefined : now + (dueAt - moment), backoff.nextEnd(now)]);
    },
  });

  return {
    set: table.set,
    wake: scheduler.wake,
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`alarms of the kind ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    start() {
      // What lies further ahead was set by another clock.
      database.transaction(() => {
        for (const kind of handlers.keys()) table.limitTo(kind, clock.now() + LONGEST_AHEAD_MS);
      });
      scheduler.start();
    },
    async stop() {
      scheduler.stop();
      await Promise.all([...ringing.values()].map(({ done }) => done));
    },
  };
}
