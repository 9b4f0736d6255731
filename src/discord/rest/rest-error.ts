import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DiscordError, type DiscordErrorCode, type DiscordRefusal } from '../../errors.ts';
import { rateLimitMs } from './rest-calls.ts';

/** Whether the request may be sent again without doing anything twice; if so, not knowing is no harm. */
export type Repeatable = 'repeatable' | 'once';

/** Discord's own codes, where they say more than the status. */
const DECISIONS: Readonly<Record<number, DiscordErrorCode>> = {
  10003: 'gone', // unknown channel
  10004: 'gone', // unknown guild
  10013: 'gone', // unknown user
  10087: 'refused', // unknown tag
  50001: 'gone', // no access to the channel
  50007: 'gone', // this member takes no direct messages
  50008: 'gone', // no messages in this kind of channel
  50013: 'gone', // a permission is missing
  50083: 'gone', // the thread is archived
  50278: 'gone', // no server in common with this member
  160005: 'gone', // the thread is locked
  40005: 'tooLarge',
  40066: 'refused', // a forum whose tags only moderators may give
  40067: 'refused', // a forum that wants a tag
  50045: 'tooLarge',
  // Uploads are limited for this guild: a message without files still works.
  400001: 'tooLarge',
  200000: 'refused', // AutoMod
  200001: 'refused', // AutoMod, a title
  240000: 'refused', // a harmful link
  50035: 'refused', // malformed
};

/** What there is to say of the reason, to those who can do something about it. */
const REFUSALS: Readonly<Record<number, DiscordRefusal>> = {
  10003: 'noChannel',
  10008: 'noMessage',
  10087: 'noTag',
  40066: 'noTag',
  40067: 'noTag',
  50001: 'noPermission',
  50013: 'noPermission',
  50083: 'archived',
  160005: 'locked',
  200000: 'autoMod',
  200001: 'autoMod',
  240000: 'autoMod',
};

/** Nothing had been sent when these came. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What a failed call to Discord means for us. The original is not kept as cause: its address holds interaction tokens, and
 * its body what members wrote; neither may reach a log.
 */
export function toDiscordError(error: unknown, repeatable: Repeatable): DiscordError {
  if (error instanceof DiscordError) return error;
  if (error instanceof RateLimitError) {
    const retryAfterMs = rateLimitMs(error);
    return new DiscordError('retry', `rate limit of ${error.method} ${error.route}`, { retryAfterMs });
  }
  const uncertain = repeatable === 'repeatable' ? 'retry' : 'unknown';
  if (error instanceof DiscordAPIError) {
    const message = `${error.method} was answered ${error.status}, code ${error.code}`;
    return new DiscordError(decisionOf(error, uncertain), message, { refusal: REFUSALS[Number(error.code)] });
  }
  if (error instanceof HTTPError) {
    return new DiscordError(uncertain, `${error.method} was answered ${error.status}`);
  }
  const code = networkCode(error);
  const name = error instanceof Error ? error.name : 'unknown';
  return new DiscordError(NEVER_SENT.has(code) ? 'retry' : uncertain, `no answer: ${code || name}`);
}

/** fetch wraps what went wrong in a TypeError that says nothing itself. */
function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return networkCode(error.cause);
}

function decisionOf({ status, code }: DiscordAPIError, uncertain: DiscordErrorCode): DiscordErrorCode {
  const known = DECISIONS[Number(code)];
  if (known) return known;
  if (status === 413) return 'tooLarge';
  // With a refused token the process ends; the job waits for its next start.
  if (status === 401 || status === 429) return 'retry';
  if (status === 403 || status === 404) return 'gone';
  if (status === 408 || status >= 500) return uncertain;
  return 'refused';
}

/** Discord's own code of a failure; undefined where there was none. */
export function discordCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/** The status of a refused request; undefined where none came back. */
export function httpStatus(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? error.status : undefined;
}
