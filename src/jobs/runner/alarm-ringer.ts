import type { Clock } from '../../clock.ts';
import type { AlarmKind } from '../../domain/job.ts';
import { earliest } from '../../lib/earliest.ts';
import type { Logger } from '../../logger.ts';
import type { AlarmStore, ClaimedAlarm } from '../alarms.ts';
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
  /** Whose they are while they ring. */
  workerId: string;
  /** Whether this process is one whose alarms nobody else rings. */
  isAlive: () => boolean;
  /** After how long to look anyway, since others may set alarms; undefined: nobody else does. */
  floor?: (() => number) | undefined;
  clock: Clock;
  log: Logger;
}

/** Rings alarms when their time has come, and keeps each until its handler has got to its end. */
export interface AlarmRinger {
  handle(kind: AlarmKind, handler: AlarmHandler): void;
  /** Some may be due now that were not to be had before. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

export function createAlarmRinger({ alarms, workerId, isAlive, floor, clock, log }: AlarmRingerOptions): AlarmRinger {
  const handlers = new Map<AlarmKind, AlarmHandler>();
  const ringing = new Map<number, { kind: AlarmKind; done: Promise<void> }>();
  /** What has rung, and how, and is still on record as ringing. */
  const rung = new Map<number, 'heeded' | 'failed'>();

  const note = async (seq: number, outcome: 'heeded' | 'failed') => {
    rung.set(seq, outcome);
    await (outcome === 'heeded' ? alarms.remove(seq) : alarms.putBack(seq, workerId));
    rung.delete(seq);
  };

  const ring = async (kind: AlarmKind, handler: AlarmHandler, { seq, id }: ClaimedAlarm) => {
    // Noted as ringing before the handler begins, whatever that does at once.
    await Promise.resolve();
    try {
      await handler(id);
      await note(seq, 'heeded');
    } catch (error) {
      log.error({ err: error, jobId: id, kind }, 'alarm handler failed, will retry');
      if (!rung.has(seq)) await note(seq, 'failed').catch(() => undefined);
    } finally {
      ringing.delete(seq);
      scheduler.wake();
    }
  };

  const ringDue = async (kind: AlarmKind, handler: AlarmHandler, moment: number) => {
    const room = RINGING_AT_ONCE - [...ringing.values()].filter((alarm) => alarm.kind === kind).length;
    if (room <= 0) return;
    for (const alarm of await alarms.claim(workerId, kind, moment, room)) {
      // Freed as a dead worker's, while it rings here all the same.
      if (!ringing.has(alarm.seq)) ringing.set(alarm.seq, { kind, done: ring(kind, handler, alarm) });
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
      if (!isAlive()) return undefined;
      await limitOnce();
      await followClock();
      for (const [seq, outcome] of rung) await note(seq, outcome);
      const moment = clock.now();
      // Before they are claimed: a pause that ends in between is not waited for in vain.
      const outlook = await alarms.look([...handlers.keys()], moment);
      for (const [kind, handler] of handlers) if (outlook.due.has(kind)) await ringDue(kind, handler, moment);
      const nextInMs = earliest([outlook.nextInMs, floor?.()]);
      return nextInMs === undefined ? undefined : now + nextInMs;
    },
  });

  alarms.onSet(scheduler.wake);

  return {
    handle(kind, handler) {
      if (handlers.has(kind)) throw new Error(`alarms of the kind ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    wake: scheduler.wake,
    start: scheduler.start,
    async stop() {
      await scheduler.stop();
      await Promise.all([...ringing.values()].map(({ done }) => done));
    },
  };
}
