import type { Clock } from '../../clock.ts';
import type { AlarmKind } from '../../domain/job.ts';
import { earliest } from '../../lib/earliest.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore, StoredAlarm } from '../alarms.ts';
import { createBackoff } from './backoff.ts';
import { createScheduler } from './scheduler.ts';

/** Enough to catch up after a long stop, few enough not to flood what the handlers talk to. */
const RINGING_AT_ONCE = 8;

/** No alarm is set further ahead. */
const LONGEST_AHEAD_MS = 20 * 60_000;

/** Clocks that are kept in time are moved by less. */
const NOTICED_MS = 1_000;

type AlarmHandler = (id: string) => Promise<void>;

export interface AlarmRingerOptions {
  alarms: AlarmStore;
  clock: Clock;
  log: Logger;
}

/** Rings alarms when their time has come, and keeps each until its handler has got to its end. */
export interface AlarmRinger {
  handle(kind: AlarmKind, handler: AlarmHandler): void;
  start(): void;
  stop(): Promise<void>;
}

export function createAlarmRinger({ alarms, clock, log }: AlarmRingerOptions): AlarmRinger {
  const handlers = new Map<AlarmKind, AlarmHandler>();
  const ringing = new Map<number, { id: string; kind: AlarmKind; done: Promise<void> }>();
  /** What has rung to its end since the store was asked what is due: its answer may be from before. */
  const rung = new Set<number>();
  const backoff = createBackoff<number>(clock);

  const ring = async (kind: AlarmKind, handler: AlarmHandler, { seq, id }: StoredAlarm) => {
    // Noted as ringing before the handler begins, whatever that does at once.
    await Promise.resolve();
    try {
      await handler(id);
      await alarms.remove(seq);
      rung.add(seq);
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

  const ringDue = async (kind: AlarmKind, handler: AlarmHandler, moment: number, now: number) => {
    // Those that ring or rest are still in the store, and may be the first of the due ones.
    for (const alarm of await alarms.due(kind, moment, RINGING_AT_ONCE + ringing.size + backoff.size)) {
      const others = ringingOf(kind);
      if (others.length >= RINGING_AT_ONCE) return;
      if (ringing.has(alarm.seq) || rung.has(alarm.seq) || backoff.until(alarm.seq) > now) continue;
      // Two settings of one alarm ring one after the other.
      if (others.some(({ id }) => id === alarm.id)) continue;
      ringing.set(alarm.seq, { id: alarm.id, kind, done: ring(kind, handler, alarm) });
    }
  };

  /** What the machine's clock shows beyond the time that has passed; another figure means that it was set. */
  const beyond = () => clock.now() - clock.monotonic();
  let seenBeyond = beyond();

  /** The moments on record are of the clock as it was: they are set back with it, or nobody would come to them for so long. */
  const followClock = async () => {
    const setBackMs = seenBeyond - beyond();
    seenBeyond = beyond();
    if (setBackMs < NOTICED_MS) return;
    log.warn({ setBackMs }, 'clock set back; alarms follow');
    await alarms.bringForward([...handlers.keys()], setBackMs);
  };

  let isLimited = false;

  /** What lies further ahead at the start was set by another clock. */
  const limitOnce = async () => {
    if (isLimited) return;
    await alarms.limitTo([...handlers.keys()], clock.now() + LONGEST_AHEAD_MS);
    isLimited = true;
  };

  const scheduler = createScheduler({
    clock,
    log,
    async run(now) {
      await limitOnce();
      await followClock();
      rung.clear();
      const moment = clock.now();
      for (const [kind, handler] of handlers) await ringDue(kind, handler, moment, now);
      const dueAt = earliest(await Promise.all([...handlers.keys()].map((kind) => alarms.nextDue(kind, moment))));
      return earliest([dueAt === undefined ? undefined : now + (dueAt - moment), backoff.nextEnd(now)]);
    },
  });

  alarms.onSet(scheduler.wake);

  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`alarms of the kind ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    start: scheduler.start,
    async stop() {
      await scheduler.stop();
      await Promise.all([...ringing.values()].map(({ done }) => done));
    },
  };
}
