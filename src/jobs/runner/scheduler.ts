import type { Clock } from '../../clock.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Logger } from '../../logger.ts';

export interface SchedulerOptions {
  /** By the monotonic clock: does what is due and returns when to be run again; a time that has come means at once, undefined when woken. */
  run(now: number): number | undefined | Promise<number | undefined>;
  /** For so long what is asked for is gathered into one run. Default: a turn of the event loop. */
  gatherMs?: number;
  clock: Clock;
  log: Logger;
}

/** Runs something when there may be work, and when the time that it named has come; never on a beat, and never twice at a time. */
export interface Scheduler {
  /** Asks for a run soon. Any number of calls until then are one run. */
  wake(): void;
  start(): void;
  /** Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** No error of its own each time, whose making would take longer than all else here. */
const OTHERWISE = new Error('another time has taken its place');

export function createScheduler({ run, gatherMs = 0, clock, log }: SchedulerOptions): Scheduler {
  let isOpen = false;
  /** A run has been asked for and has not begun. */
  let isDue = false;
  let running: Promise<void> | undefined;
  let failures = 0;
  let sleeping: { until: number; controller: AbortController } | undefined;

  const sleepUntil = (time: number | undefined) => {
    if (time === sleeping?.until) return;
    sleeping?.controller.abort(OTHERWISE);
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

  const attempt = async (): Promise<number | undefined> => {
    try {
      const next = await run(clock.monotonic());
      failures = 0;
      return next;
    } catch (error) {
      failures += 1;
      log.error({ err: error }, 'handing out work failed; it is tried again');
      return clock.monotonic() + retryPauseMs(failures);
    }
  };

  const runOnce = async () => {
    isDue = false;
    const next = await attempt();
    running = undefined;
    if (!isOpen) return;
    // Woken meanwhile: what has come about since is looked at anew.
    if (isDue) void schedule();
    else if (next !== undefined && next <= clock.monotonic()) wake();
    else sleepUntil(next);
  };

  // A turn of the event loop each time, so that work that ends at once cannot keep it from everything else.
  const schedule = async () => {
    await (gatherMs > 0 ? clock.sleep(gatherMs) : clock.yield());
    if (isOpen) running = runOnce();
  };

  const wake = () => {
    if (!isOpen || isDue) return;
    isDue = true;
    if (!running) void schedule();
  };

  return {
    wake,
    start() {
      isOpen = true;
      wake();
    },
    async stop() {
      isOpen = false;
      sleepUntil(undefined);
      await running;
    },
  };
}
