import { z } from 'zod';
import { stored } from '../stored.ts';

/** What is known of the one message by which the bot says hello in a server. */
export const greetingSchema = stored({
  /**
   * `due`: it is to be posted. `begun`: it may have left. `posted`: it is there. `private`: the bot may not post it, so whoever
   * manages the server is shown it, once. `over`: there is none to come.
   */
  state: z.enum(['due', 'begun', 'posted', 'private', 'over']),
  /** Where, and since when in milliseconds, it was begun to be posted: on disk before it leaves. */
  begun: stored({ channelId: z.string(), at: z.number().int() }).nullable(),
  /** Covers of the song that comes with the bot which were asked for here. */
  tries: z.number().int().nonnegative(),
});

export type Greeting = z.output<typeof greetingSchema>;

export const newGreeting = (state: 'due' | 'over'): Greeting => ({ state, begun: null, tries: 0 });

/** How often a server may have the song covered that comes with the bot. */
export const TRIES_MAXIMUM = 2;

/** For how long Discord knows the same message again by its nonce, for sure. */
const NONCE_MS = 2 * 60_000;

/**
 * What is done about one that was begun and is not there. `again`: as the same message, which Discord knows should the first one
 * have come. `never`: somebody may have deleted it, and there is one for ever.
 */
export function afterGreetingNotFound(begunAt: number, now: number): 'again' | 'never' {
  return now >= begunAt && now - begunAt < NONCE_MS ? 'again' : 'never';
}
