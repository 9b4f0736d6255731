import type { Clock } from '../../clock.ts';
import { DiscordError } from '../../errors.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';
import type { Logger } from '../../logger.ts';

/** A private message is edited at most this often, but for the first time that its job gets on. */
const SHORTEST_INTERVAL_MS = 15_000;

export interface KeepTrueOptions {
  /** Resolves to when what it shows changes by the passing of time alone, in milliseconds since the epoch; undefined: never. */
  show(id: string): Promise<number | undefined>;
  clock: Clock;
  log: Logger;
  /** Aborted when the bot stops. */
  stopped: AbortSignal;
}

/** Keeps one message true until it is ended, or nothing will change by the passing of time alone. */
export interface Keeper {
  /** Resolves when there is nothing left to keep. */
  kept: Promise<void>;
  /** What is true may be other than what is shown. */
  stir(): void;
  /** The change is worth more than the interval. */
  hurry(): void;
  end(): void;
}

/** What failed is tried again with growing pauses; each attempt shows what is true by then. */
export function keepTrue(id: string, { show, clock, log, stopped }: KeepTrueOptions): Keeper {
  const ended = new AbortController();
  const over = AbortSignal.any([ended.signal, stopped]);
  let isBehind = true;
  let stirred = new AbortController();
  let hurried = new AbortController();

  const pause = (ms: number, ...ends: AbortSignal[]) =>
    clock.sleep(ms, AbortSignal.any([over, ...ends])).catch(() => undefined);

  /** Where nothing has happened by now, time itself may bring the next change. */
  const untilChange = async (changesAt: number | undefined): Promise<void> => {
    if (changesAt === undefined || isBehind) return;
    await pause(Math.max(0, changesAt - clock.now()), stirred.signal);
    isBehind = true;
  };

  const keep = async (): Promise<void> => {
    for (let failures = 0; isBehind && !over.aborted; ) {
      isBehind = false;
      stirred = new AbortController();
      hurried = new AbortController();
      try {
        const changesAt = await show(id);
        failures = 0;
        await pause(SHORTEST_INTERVAL_MS, hurried.signal);
        await untilChange(changesAt);
      } catch (error) {
        if (over.aborted) return;
        log.warn({ err: error, jobId: id }, 'progress could not be shown');
        failures += 1;
        isBehind ||= mayPass(error);
        const askedMs = error instanceof DiscordError ? (error.retryAfterMs ?? 0) : 0;
        await pause(Math.max(retryPauseMs(failures), askedMs));
      }
    }
  };

  return {
    kept: keep(),
    stir() {
      isBehind = true;
      stirred.abort();
    },
    hurry: () => hurried.abort(),
    end: () => ended.abort(),
  };
}

/** What Discord refuses for good it would refuse again: the next change is for that. */
function mayPass(error: unknown): boolean {
  return !(error instanceof DiscordError) || error.code === 'retry' || error.code === 'unknown';
}
