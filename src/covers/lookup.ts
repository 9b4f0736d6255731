import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Provider } from '../providers/port.ts';

/** A task counts as absent only when it was not found this often, over this long: acceptance may take a moment to show. */
const ABSENT_TIMES = 3;
const ABSENT_OVER_MS = 60_000;

const PAUSE_MS = 30_000;

export interface LookupDeps {
  provider: Pick<Provider, 'lookup'>;
  clock: Clock;
  log: Logger;
}

/**
 * Finds out whether a request that was cut off had been accepted, by asking for our own id.
 * `undecided` when nobody could say by the deadline. Rejects with the signal's reason.
 */
export async function askWhetherAccepted(
  { provider, clock, log }: LookupDeps,
  ourId: string,
  deadline: number,
  signal: AbortSignal,
): Promise<'accepted' | 'absent' | 'undecided'> {
  let absentTimes = 0;
  let absentSince: number | undefined;

  while (provider.lookup) {
    const answer = await provider.lookup(ourId, signal).catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      log.warn({ err: error, taskId: ourId }, 'lookup of a cut-off request failed');
      return 'no answer' as const;
    });
    const now = clock.now();
    if (answer === 'absent') {
      absentTimes += 1;
      absentSince ??= now;
      if (absentTimes >= ABSENT_TIMES && now - absentSince >= ABSENT_OVER_MS) return 'absent';
    } else if (answer !== 'no answer') {
      return 'accepted';
    }
    if (now >= deadline) break;
    await clock.sleep(PAUSE_MS, signal);
  }
  return 'undecided';
}
