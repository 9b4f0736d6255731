import { RateLimitError, REST } from 'discord.js';
import { Agent, type Dispatcher, Headers } from 'undici';
import { DiscordError } from '../../errors.ts';
import type { CommandMentions } from './command-mentions.ts';
import { createMakeRequest, type MakeRequest } from './make-request.ts';
import { onlyDiscordsAnswers } from './only-discords-answers.ts';
import { repeating } from './repeating.ts';
import { aroundEach, type RestCalls } from './rest-calls.ts';

export interface DiscordRest {
  /** For what may be sent twice: reads and edits. Tries once more by itself, and waits out short rate limits. */
  repeatable: RestCalls;
  /** For what must not be sent twice by anyone but its caller: one attempt, and a rate limit is an error at once. */
  once: RestCalls;
  /** How many requests a second this process may send from now on, of the fifty that a bot has: others send some as well. */
  limitTo(perSecond: number): void;
  /** Forgets the token, so that nothing more is sent in the bot's name. */
  close(): void;
}

export interface DiscordRestOptions {
  token: string;
  /** Where Discord's API is; its own address unless told otherwise. */
  api?: string | undefined;
  /** The way to Discord; straight there unless told otherwise. */
  dispatcher?: Dispatcher | undefined;
  /** How long one request may take, its upload included; without files, no longer than the library's own limit. */
  timeoutMs?: number | undefined;
  /** Discord no longer takes the token, asked twice: nothing can work any more. Called once. */
  onTokenRefused(): void;
  /** Told of each request once its answer has begun, and of each time that Discord asks to wait. */
  watch?: RestWatch | undefined;
  /** Whoever knows the ids of our commands; without, they are named and cannot be tapped. */
  mentions?: CommandMentions | undefined;
}

export interface RestWatch {
  /** `status` is undefined where there was no answer. */
  requestEnded(request: { status: number | undefined; ms: number }): void;
  rateLimited(limit: { scope: string }): void;
}

/** 20 MiB need 60 s on a line of 3 Mbit/s. The library's own 15 s cut uploads off, which Discord may have taken all the same. */
const TIMEOUT_MS = 60_000;
const PLAIN_TIMEOUT_MS = 15_000;

/** The library's REST client: one, so that all calls share what Discord says of its rate limits. It repeats nothing by itself. */
export function createDiscordRest({
  token,
  api,
  dispatcher = new Agent(),
  timeoutMs = TIMEOUT_MS,
  onTokenRefused,
  watch,
  mentions,
}: DiscordRestOptions): DiscordRest {
  let isRefused = false;
  const onRefused = () => {
    if (isRefused) return;
    isRefused = true;
    onTokenRefused();
  };
  const make = watched(withoutFilesSooner(createMakeRequest(dispatcher)), watch);
  const rest = new REST({
    makeRequest: lookingTwice(onlyDiscordsAnswers(make), onRefused),
    ...(api !== undefined && { api }),
    timeout: timeoutMs,
    retries: 0,
    rejectOnRateLimit: () => true,
  }).setToken(token);
  const told = limitsTold(rest, watch);
  const once = mentions?.within(told) ?? told;

  return {
    repeatable: repeating(once),
    once,
    limitTo(perSecond) {
      rest.options.globalRequestsPerSecond = perSecond;
    },
    close() {
      rest.setToken(null as unknown as string);
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
}

/** The library tells of limits that it waits for, and here it waits for none. */
function limitsTold(rest: RestCalls, watch: RestWatch | undefined): RestCalls {
  return aroundEach(rest, (send) =>
    send().catch((error: unknown) => {
      if (error instanceof RateLimitError) watch?.rateLimited({ scope: error.scope });
      throw error;
    }),
  );
}

function withoutFilesSooner(make: MakeRequest): MakeRequest {
  return (url, init) => {
    if (init.body instanceof FormData) return make(url, init);
    const late = AbortSignal.timeout(PLAIN_TIMEOUT_MS);
    return make(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, late]) : late });
  };
}

function watched(make: MakeRequest, watch: RestWatch | undefined): MakeRequest {
  if (!watch) return make;
  return async (url, init) => {
    const startedAt = performance.now();
    const ended = (status: number | undefined) => watch.requestEnded({ status, ms: performance.now() - startedAt });
    try {
      const response = await make(url, init);
      ended(response.status);
      return response;
    } catch (error) {
      ended(undefined);
      throw error;
    }
  };
}

/**
 * A single 401 may be a mistake of Discord's, and the library forgets the token at once. It is believed where the token is
 * refused a second time; else the request was not carried out, and may be sent again later. (A 401 without the bot's token is
 * about an interaction's token, which just ages.)
 */
function lookingTwice(make: MakeRequest, onTokenRefused: () => void): MakeRequest {
  return async (url, init) => {
    const response = await make(url, init);
    const authorization = new Headers(init.headers as Record<string, string>).get('authorization');
    if (response.status !== 401 || authorization === null) return response;
    const own = new URL('users/@me', /^.*?\/v\d+\//.exec(url)?.[0] ?? url).href;
    const second = await make(own, { method: 'GET', headers: { authorization }, signal: init.signal ?? null });
    await second.text();
    if (second.status !== 401) throw new DiscordError('retry', `${init.method} was answered 401, with a good token`);
    onTokenRefused();
    return response;
  };
}
