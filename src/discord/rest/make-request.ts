import { STATUS_CODES } from 'node:http';
import type { RESTOptions } from 'discord.js';
import { type Dispatcher, FormData, Headers } from 'undici';
import { requestUntil } from '../../lib/request-until.ts';

export type MakeRequest = RESTOptions['makeRequest'];
export type RestAnswer = Awaited<ReturnType<MakeRequest>>;

const forever = new AbortController().signal;

/** Between two pieces of an answer; how long all of it may take is for its caller to say. */
const IDLE_MS = 30_000;

/**
 * How the library sends its requests: by the undici of this package, on the operator's way out of the network. The library's own
 * undici would share the way of whichever was loaded last, and not understand it; Node's fetch takes four times as long.
 */
export function createMakeRequest(dispatcher: Dispatcher): MakeRequest {
  return async (url, init) => {
    const {
      statusCode: status,
      headers,
      body,
    } = await requestUntil(init.signal ?? forever, url, {
      method: init.method as Dispatcher.HttpMethod,
      headers: init.headers as Record<string, string>,
      body: init.body instanceof globalThis.FormData ? ownForm(init.body) : (init.body as string | null),
      headersTimeout: 0,
      bodyTimeout: IDLE_MS,
      dispatcher,
    });
    return {
      status,
      statusText: STATUS_CODES[status] ?? '',
      ok: status >= 200 && status < 300,
      headers: new Headers(headers as Record<string, string>),
      body,
      get bodyUsed() {
        return body.bodyUsed;
      },
      arrayBuffer: () => body.arrayBuffer(),
      json: () => body.json(),
      text: () => body.text(),
    } as unknown as RestAnswer;
  };
}

/** The library makes Node's forms, and undici takes its own alone. */
function ownForm(form: globalThis.FormData): FormData {
  const own = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') own.append(name, value);
    else own.append(name, value, value.name);
  }
  return own;
}
