import type { CountedFault } from './faults.ts';

/** How one answer of an HTTP API goes wrong. */
export type HttpFaultKind =
  | '408'
  | '429'
  | '500'
  | '502'
  | '503'
  | '504'
  /** A gateway's page in place of the API's JSON. */
  | '502html'
  /** Never answers; ends when the caller gives up or the stand-in closes. */
  | 'hang'
  /** The connection is reset before the first byte of an answer. */
  | 'reset'
  /** The right answer, `delayMs` later. */
  | 'slow'
  /** Announces the whole body, sends half of it, then cuts the connection. */
  | 'truncated'
  /** Status 200 with a page that is not JSON. */
  | 'wrongType'
  /** Status 200 with nothing in it. */
  | 'emptyBody';

export interface HttpFault extends CountedFault {
  kind: HttpFaultKind;
  /** Whether the request still takes effect: `after` does everything that was asked and only spoils the answer. */
  when: 'before' | 'after';
  /** Sent as a `Retry-After` header with a status. */
  retryAfterSeconds?: number;
  /** For `slow`, in milliseconds of the stand-in's clock. */
  delayMs?: number;
}

/** One answer of a stand-in before it is written to the wire. */
export interface Answer {
  status: number;
  body: unknown;
}
