import type { RateLimitError, REST, RequestData, RouteLike } from 'discord.js';

/** The library's calls. */
export type RestCalls = Pick<REST, 'delete' | 'get' | 'patch' | 'post' | 'put'>;

type Around = <Answer>(send: () => Promise<Answer>, options: RequestData) => Promise<Answer>;

/** REST calls with something around each of them. */
export function aroundEach(rest: RestCalls, around: Around): RestCalls {
  const call =
    (method: keyof RestCalls) =>
    (route: RouteLike, options: RequestData = {}) =>
      around(() => rest[method](route, options), options);
  return { delete: call('delete'), get: call('get'), patch: call('patch'), post: call('post'), put: call('put') };
}

/** Until Discord takes such a request again. */
export function rateLimitMs({ retryAfter, timeToReset, sublimitTimeout }: RateLimitError): number {
  return Math.ceil(Math.max(retryAfter, timeToReset, sublimitTimeout, 0));
}
