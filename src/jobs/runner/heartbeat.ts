import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { Leases } from '../leases.ts';

/** Three times in the life of a lease. */
const BEAT_EVERY_MS = 10_000;

/**
 * Whose last good sign of life began longer ago stops working, well before others may take its work over: what it has sent by then is
 * given time to arrive.
 */
const BELIEVED_MS = 20_000;

/** After one that failed. */
const RETRY_MS = 2_000;

export interface HeartbeatOptions {
  leases: Pick<Leases, 'beat' | 'join'>;
  clock: Clock;
  log: Logger;
  /** All that was in our hands is, or may soon be, somebody else's. */
  onLost(): void;
  /** Work may be taken again. */
  onAlive(): void;
}

/** The signs of life of this process, among several that share a store. */
export interface Heartbeat {
  /** Whether others believe in this process, as far as it knows by itself at this very moment. */
  isAlive(): boolean;
  /** How long ago the last good sign of life began, in milliseconds. */
  sinceGoodMs(): number;
  /** Joins, and gives signs of life from then on. */
  start(): Promise<void>;
  /** Gives no more of them, and waits for none: what comes of one that is under way changes nothing. */
  stop(): void;
}

interface Moment {
  monotonic: number;
  now: number;
}

const NEVER: Moment = { monotonic: Number.NEGATIVE_INFINITY, now: Number.NEGATIVE_INFINITY };

export function createHeartbeat({ leases, clock, log, onLost, onAlive }: HeartbeatOptions): Heartbeat {
  const stopping = new AbortController();
  let lastGood: Moment = NEVER;
  /** That it is too late was noticed, and nothing good has come since. */
  let isLost = false;

  const present = (): Moment => ({ monotonic: clock.monotonic(), now: clock.now() });
  /** By both clocks: one stands still while the machine sleeps, the other may be set. Where they do not agree, the later one counts. */
  const sinceGoodMs = () => Math.max(clock.monotonic() - lastGood.monotonic, clock.now() - lastGood.now);
  const isAlive = () => sinceGoodMs() < BELIEVED_MS;

  const lose = () => {
    if (isLost) return;
    isLost = true;
    log.warn('this process has given no sign of life for too long, and lets go of its work');
    onLost();
  };

  /** What is written later than it was meant to be is worth no more for it. */
  const beatOnce = async () => {
    const began = present();
    if (!(await leases.beat())) {
      lastGood = NEVER;
      lose();
      if (stopping.signal.aborted) return;
      await leases.join();
    }
    lastGood = began;
    if (!isAlive()) return lose();
    isLost = false;
    onAlive();
  };

  const beat = async () => {
    for (let pauseMs = BEAT_EVERY_MS; ; ) {
      await clock.sleep(pauseMs, stopping.signal);
      const beganAt = clock.monotonic();
      pauseMs = await beatOnce().then(
        () => Math.max(0, BEAT_EVERY_MS - (clock.monotonic() - beganAt)),
        (error: unknown) => {
          if (!stopping.signal.aborted) log.warn({ err: error }, 'a sign of life could not be given');
          return RETRY_MS;
        },
      );
    }
  };

  /** Beside the beats, which may hang. */
  const watch = async () => {
    for (;;) {
      const leftMs = BELIEVED_MS - sinceGoodMs();
      if (leftMs <= 0) lose();
      await clock.sleep(leftMs > 0 ? leftMs : RETRY_MS, stopping.signal);
    }
  };

  const untilStopped = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
  };

  return {
    isAlive,
    sinceGoodMs,
    async start() {
      lastGood = present();
      await leases.join();
      untilStopped(beat());
      untilStopped(watch());
    },
    stop: () => stopping.abort(new Error('the bot is stopping')),
  };
}
