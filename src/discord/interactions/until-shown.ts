import type { Clock } from '../../clock.ts';
import { DiscordError } from '../../errors.ts';
import { retryPauseMs } from '../../lib/retry-pause.ts';

/** With the pauses in between, longer than the token of an interaction lives. */
const MOST_ATTEMPTS = 20;
/** What may have arrived is said twice rather than not at all, and no more often than that. */
const MOST_IN_DOUBT = 2;

export interface UntilShownOptions {
  clock: Clock;
  /** Ends the pauses between attempts, and so the attempts. */
  signal: AbortSignal;
}

/**
 * Repeats what shows something to a member, with growing pauses or as long as Discord asks for, until it is shown or Discord
 * will not show it. Throws the last `DiscordError`.
 */
export async function untilShown({ clock, signal }: UntilShownOptions, show: () => Promise<void>): Promise<void> {
  let inDoubt = 0;
  for (let failures = 1; ; failures += 1) {
    try {
      return await show();
    } catch (error) {
      if (!(error instanceof DiscordError) || failures === MOST_ATTEMPTS) throw error;
      if (error.code === 'unknown') inDoubt += 1;
      const mayPass = error.code === 'retry' || (error.code === 'unknown' && inDoubt < MOST_IN_DOUBT);
      if (!mayPass) throw error;
      const pauseMs = Math.max(retryPauseMs(failures), error.retryAfterMs ?? 0);
      await clock.sleep(pauseMs, signal).catch(() => {
        throw error;
      });
    }
  }
}
