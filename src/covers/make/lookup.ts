import type { Clock } from '../../clock.ts';
import { ProviderError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Found, Provider } from '../../providers/port.ts';

/** A task counts as absent only when it was not found this often, over this long: acceptance may take a moment to show. */
const ABSENT_TIMES = 3;
const ABSENT_OVER_MS = 60_000;

/** A task counts as denied when its provider's archive had none this often. */
const DENIED_TIMES = 2;

const PAUSE_MS = 30_000;

/** While a request may be repeated to find out, there is not much time for it. */
const EARLY_PAUSE_MS = 5_000;

export interface LookupDeps {
  provider: Pick<Provider, 'lookup'>;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  log: Logger;
}

/** All times are milliseconds from the asking on. */
export interface Question {
  ourId: string;
  /** So long no task can have ended, so that one which is denied may be repeated to find out; 0 where it may not. */
  repeatableForMs: number;
  /** A task that was first missing later than this may have ended and been forgotten. Negative where it may be that old already. */
  absentWithinMs: number;
  giveUpAfterMs: number;
}

/**
 * Finds out whether a request that was cut off had been accepted, by asking for our own id. `denied` where only a repetition
 * under the same id could tell; `undecided` when nobody could say in time. Rejects with the signal's reason.
 */
export async function askWhetherAccepted(
  { provider, clock, log }: LookupDeps,
  { ourId, repeatableForMs, absentWithinMs, giveUpAfterMs }: Question,
  signal: AbortSignal,
): Promise<'accepted' | 'absent' | 'denied' | 'undecided'> {
  const askedAt = clock.monotonic();
  let absentTimes = 0;
  let absentSinceMs: number | undefined;
  let deniedTimes = 0;

  while (provider.lookup) {
    const answer = await provider.lookup(ourId, signal).catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      log.warn({ err: error, taskId: ourId }, 'lookup of a cut-off request failed');
      return 'no answer' as const;
    });
    const elapsedMs = clock.monotonic() - askedAt;
    if (isKnown(answer)) return 'accepted';
    if (answer === 'absent' && (absentSinceMs ?? elapsedMs) <= absentWithinMs) {
      absentTimes += 1;
      absentSinceMs ??= elapsedMs;
      if (absentTimes >= ABSENT_TIMES && elapsedMs - absentSinceMs >= ABSENT_OVER_MS) return 'absent';
    }
    if (answer === 'denied') deniedTimes += 1;
    if (deniedTimes >= DENIED_TIMES && elapsedMs < repeatableForMs) return 'denied';
    if (elapsedMs >= giveUpAfterMs) break;
    await clock.sleep(elapsedMs < repeatableForMs ? EARLY_PAUSE_MS : PAUSE_MS, signal);
  }
  return 'undecided';
}

function isKnown(answer: Found | 'no answer'): boolean {
  return typeof answer === 'object';
}
