import type { Clock } from '../../clock.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Logger } from '../../logger.ts';

export interface SchedulerOptions {
  /** By the monotonic clock: does what is due and returns when to be run again; a time that has come means at once, undefined when woken. */
  run(now: number): number | undefined;
  clock: Clock;
  log: Logger;
}

/** Runs something when there may be work, and when the time that it named has come; never on a beat. */
export interface Scheduler {
  /** Asks for a run soon. Any number of calls until then are one run. */
  wake(): void;
  start(): void;
  stop(): void;
}

export function createScheduler({ run, clock, log }: SchedulerOptions): Scheduler {
  let isOpen = false;
  let isDue = false;
  let failures = 0;
  let sleeping: { until: number; controller: AbortController } | undefined;

  const sleepUntil = (time: number | undefined) => {
    if (time === sleeping?.until) return;
    sleeping?.controller.abort();
    sleeping = undefined;
    if (time === undefined) return;
    const mine = { until: time, controller: new AbortController() };
    sleeping = mine;
    clock.sleep(time - clock.monotonic(), mine.controller.signal).then(
      () => {
        if (sleeping === mine) sleeping = undefined;
        wake();
      },
      () => undefined, // Aborted: another time took its place, or all ends.
    );
  };

  const runOnce = () => {
    isDue = false;
    if (!isOpen) return;
    let next: number | undefined;
    try {
      next = run(clock.monotonic());
      failures = 0;
    } catch (error) {
      failures += 1;
      next = clock.monotonic() + retryPauseMs(failures);
      log.error({ err: error }, 'handing out work failed; it is tried again');
    }
    if (next !== undefined && next <= clock.monotonic()) return wake();
    sleepUntil(next);
  };

  // A turn of the event loop each time, so that work that ends at once cannot keep it from everything else.
  const wake = () => {
    if (!isOpen || isDue) return;
    isDue = true;
    setImmediate(runOnce);
  };

  return {
    wake,
    start() {
      isOpen = true;
      wake();
    },
    stop() {
      isOpen = false;
      sleepUntil(undefined);
    },
  };
}
