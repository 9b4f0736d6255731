import { type Repeatable, toDiscordError } from './rest-error.ts';

/** One call to Discord: fails with a `DiscordError`, or with the reason of the caller's own abort. */
export async function callDiscord<Answer>(
  repeatable: Repeatable,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted();
  try {
    // A signal of its own: the library adds a listener for each call and never takes it away.
    return await call(AbortSignal.any([signal]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw toDiscordError(error, repeatable);
  }
}
