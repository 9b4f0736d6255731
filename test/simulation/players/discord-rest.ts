import { DiscordAPIError, HTTPError, RateLimitError, type RequestData, type RouteLike } from 'discord.js';
import { repeating } from '../../../src/discord/rest/repeating.ts';
import type { DiscordRest } from '../../../src/discord/rest/rest.ts';
import type { RestCalls } from '../../../src/discord/rest/rest-calls.ts';
import type { Incarnation } from '../incarnation.ts';
import type { DiscordPlayer, Request } from './discord.ts';

/** Each way as a rule takes less than this. */
const TAKES_MS = 150;
/** As the bot's own client has it for requests without files, and with them. */
const PATIENCE_MS = 15_000;
const PATIENCE_WITH_FILES_MS = 60_000;

/** What discord.js's REST client is to the bot: it brings requests to Discord, and its answers or errors back. */
export function createDiscordRest(
  incarnation: Incarnation,
  discord: DiscordPlayer,
  away: ReadonlySet<string>,
): DiscordRest {
  const call = (method: Request['method']) => (route: RouteLike, options?: RequestData) => {
    const { body, files, query, signal } = options ?? {};
    const request = { method, route, body, query, files: files as Request['files'] };
    const isAborted = () => new DOMException('This operation was aborted', 'AbortError');
    return incarnation.effect<unknown>({
      name: nameOf(method, route),
      act() {
        if (away.has('discord')) throw refusal(SERVER_ERROR, request);
        return discord.handle(incarnation.number, request);
      },
      takesMs: TAKES_MS,
      isRemote: true,
      lost: (sent) => networkError(sent ? 'ECONNRESET' : 'ECONNREFUSED'),
      refuse: (roll) => refusal(roll, request),
      signal,
      patience: { ms: files?.length ? PATIENCE_WITH_FILES_MS : PATIENCE_MS, error: isAborted },
    });
  };
  const once: RestCalls = {
    delete: call('delete'),
    get: call('get'),
    patch: call('patch'),
    post: call('post'),
    put: call('put'),
  };
  return { once, repeatable: repeating(once, incarnation.clock.now), limitTo: () => undefined, close: () => undefined };
}

/** What the plan calls it. */
function nameOf(method: Request['method'], route: string): string {
  if (method === 'get') return 'discord:read';
  if (route.endsWith('/callback')) return 'discord:answer';
  if (route.startsWith('/webhooks/')) return method === 'patch' ? 'discord:edit' : 'discord:follow';
  if (/^\/channels\/\d+\/messages$/.test(route) && method === 'post') return 'discord:post';
  return `discord:${method}`;
}

function networkError(code: string): Error {
  return Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });
}

/** The roll for an error of its servers. */
const SERVER_ERROR = 0.9;

/** Discord's own troubles: a rate limit, an error of its servers, a gateway of theirs that does not answer. */
function refusal(roll: number, { method, route, body }: Request): Error {
  const url = `https://discord.com/api/v10${route}`;
  if (roll < 0.4) {
    const retryAfter = 6_000 + roll * 100_000;
    // As the library writes it, without ids and tokens.
    const bucket = route.replace(/\d{17,20}/g, ':id').replace(/\/webhooks\/:id\/[^/?]+/, '/webhooks/:id/:token');
    const where = { method: method.toUpperCase(), url, route: bucket, hash: 'hash', majorParameter: 'global' };
    const limit = { limit: 5, retryAfter, timeToReset: retryAfter, sublimitTimeout: 0, global: false };
    return new RateLimitError({ ...where, ...limit, scope: 'user' });
  }
  if (roll < 0.7) return new HTTPError(502, 'Bad Gateway', method.toUpperCase(), url, { body, files: undefined });
  const said = { code: 0, message: '500: Internal Server Error' };
  return new DiscordAPIError(said, 0, 500, method.toUpperCase(), url, { body, files: undefined });
}
