import { timingSafeEqual } from 'node:crypto';
import type { Logger } from '../../../logger.ts';
import { type ApiAnswer, type Call, type Endpoint, refused } from './answer.ts';
import { Refusal } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

export interface ApiOptions {
  apiKey: string;
  log: Logger | undefined;
  settings: MinimaxSettings;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
  endpoints: Readonly<Record<Endpoint, (call: Call) => Promise<ApiAnswer>>>;
}

export interface ApiRequest extends Call {
  endpoint: Endpoint;
  /** The `Authorization` header. */
  authorization: string | undefined;
}

/** Answers one call: who may, then the endpoint, then what became of it in the words of the API. */
export function createApi(options: ApiOptions): (request: ApiRequest) => Promise<ApiAnswer> {
  const { apiKey, log, settings, signal, endpoints } = options;

  return async ({ endpoint, authorization, ...call }) => {
    try {
      refuseStrangers(authorization, apiKey, settings);
      return await endpoints[endpoint](call);
    } catch (error) {
      const { traceId } = call;
      if (error instanceof Refusal) return refused(endpoint, error, { traceId, settings });
      // A stand-in that closes breaks off what it holds: the caller shall not learn what became of it.
      if (signal.aborted) throw error;
      if (!call.gone.aborted) log?.error({ err: error, endpoint }, 'the stand-in failed on a call');
      return refused(endpoint, new Refusal(1000), { traceId, settings });
    }
  };
}

function refuseStrangers(authorization: string | undefined, apiKey: string, settings: MinimaxSettings): void {
  const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) throw new Refusal(1004);
  if (settings.closedKeys.some((key) => isSame(given, key))) throw new Refusal(2153);
  if (!isSame(given, apiKey)) throw new Refusal(2049);
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
