import { FetchError } from '../errors.ts';
import { RequestFailure } from './api-call.ts';

/** How a request ended, in a few words that can be counted. */
export type RequestOutcome =
  | 'ok'
  | 'rate_limited'
  /** Any other 4xx. */
  | 'refused'
  /** 5xx. */
  | 'failed'
  | 'timeout'
  /** It could not be sent, or broke off. */
  | 'connection'
  | 'too_large'
  /** To an address that is not public, or a host that is not allowed. */
  | 'blocked'
  /** By us. */
  | 'aborted';

/** One request that has ended, for whoever counts them. */
export interface RequestReport {
  /** Whom it went to: a provider, `discord`, or `files`. Never an address. */
  target: string;
  outcome: RequestOutcome;
  /** With its answer. */
  ms: number;
}

const FETCH_OUTCOMES = {
  address: 'blocked',
  host: 'blocked',
  tooLarge: 'too_large',
  slow: 'timeout',
  dead: 'refused',
  failed: 'failed',
} as const satisfies Record<FetchError['code'], RequestOutcome>;

const FAILURE_OUTCOMES = {
  connection: 'connection',
  timeout: 'timeout',
  answerTooLarge: 'too_large',
  heldBack: 'aborted',
} as const satisfies Record<RequestFailure['reason'], RequestOutcome>;

export function outcomeOfStatus(status: number): RequestOutcome {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}

/** What a request has thrown; an abort by the caller throws the caller's own reason. */
export function outcomeOfError(error: unknown): RequestOutcome {
  if (error instanceof RequestFailure) return FAILURE_OUTCOMES[error.reason];
  return error instanceof FetchError ? FETCH_OUTCOMES[error.code] : 'aborted';
}
