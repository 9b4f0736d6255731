import { setTimeout as pause } from 'node:timers/promises';
import { DiscordAPIError, RateLimitError } from 'discord.js';
import { DiscordError } from '../../errors.ts';
import { aroundEach, type RestCalls, rateLimitMs } from './rest-calls.ts';

/** A longer rate limit is for the caller to wait out. */
const LONGEST_WAIT_MS = 5_000;

/** No attempt of ours, and no wait before it, takes longer. */
const LONGEST_MS = { plain: 30_000, withFiles: 75_000 };

/**
 * REST calls for what may be sent twice: tried once more where nobody knows what became of them, and after short rate
 * limits. The library would do so as well, but for all calls of a client or for none; and two clients know nothing of what
 * Discord has told the other one about its limits. Nothing is said again by a process that stood still meanwhile: what it had to say may
 * not be so any more, and another one has said what is. `now`: in milliseconds, by a clock that goes on while the machine sleeps.
 */
export function repeating(rest: RestCalls, now: () => number = Date.now): RestCalls {
  return aroundEach(rest, async (send, { signal, files }) => {
    const begunAt = now();
    const isTooLate = () => now() - begunAt > (files?.length ? LONGEST_MS.withFiles : LONGEST_MS.plain);
    for (let mayFail = true; ; ) {
      try {
        return await send();
      } catch (error) {
        if (signal?.aborted || !mayPass(error, mayFail)) throw error;
        if (!(error instanceof RateLimitError)) mayFail = false;
        else await pause(rateLimitMs(error), undefined, { signal: signal ?? undefined });
        if (isTooLate()) throw error;
      }
    }
  });
}

function mayPass(error: unknown, mayFail: boolean): boolean {
  if (error instanceof RateLimitError) return rateLimitMs(error) <= LONGEST_WAIT_MS;
  // What Discord has decided, or one of ours has, would be said again.
  return mayFail && !(error instanceof DiscordAPIError || error instanceof DiscordError);
}
