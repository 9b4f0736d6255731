import type { Answer } from '../shared/http-fault.ts';
import type { Refusal } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

/** `plan` is free, and struck by no fault that does not name it: bots ask it now and then. */
export type Endpoint = 'music' | 'preprocess' | 'lyrics' | 'plan';

/** One call of an endpoint that has a valid key. */
export interface Call {
  body: unknown;
  traceId: string;
  /** Aborts when the caller hangs up before the answer. */
  gone: AbortSignal;
}

export interface ApiAnswer extends Answer {
  body: Record<string, unknown>;
  /** `base_resp.status_code` */
  code: number;
  /** Server-sent events in place of the body. */
  frames?: AsyncIterable<string>;
}

export function success(body: Record<string, unknown>): ApiAnswer {
  return { status: 200, code: 0, body: { ...body, base_resp: { status_code: 0, status_msg: 'success' } } };
}

/** A refusal as each endpoint words it: in `base_resp`, mostly under status 200. */
export function refused(
  endpoint: Endpoint,
  refusal: Refusal,
  { traceId, settings }: { traceId: string; settings: MinimaxSettings },
): ApiAnswer {
  const data = endpoint === 'music' && settings.errorData === 'null' ? { data: null } : {};
  const trace = endpoint === 'lyrics' ? {} : { trace_id: traceId };
  const base = { base_resp: { status_code: refusal.code, status_msg: refusal.message } };
  return { status: statusOf(refusal.code, settings), code: refusal.code, body: { ...data, ...trace, ...base } };
}

const CLOSED_TO_NEW_USERS = 2153;

function statusOf(code: number, settings: MinimaxSettings): number {
  return code === CLOSED_TO_NEW_USERS ? 410 : settings.errorStatus;
}
