import type { CountedFault, StruckRequest } from './faults.ts';

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
  | 'emptyBody'
  /** Breaks nothing: for what `onHit` is to do at this moment. */
  | 'none';

export interface HttpFault extends CountedFault {
  kind: HttpFaultKind;
  /**
   * Whether the request still takes effect: `after` does everything that was asked and only spoils the answer. `answered`: when
   * the answer has left; nothing can break then.
   */
  when: 'before' | 'after' | 'answered';
  /** Sent as a `Retry-After` header with a status. */
  retryAfterSeconds?: number;
  /** For `slow`, in milliseconds of the stand-in's clock. */
  delayMs?: number;
}

/** Whether a request still takes effect under a fault. */
export function sparesEffect({ kind, when }: HttpFault): boolean {
  return when !== 'before' || kind === 'slow' || kind === 'none';
}

/** One answer of a stand-in before it is written to the wire. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Lets a fault know that its moment has come, whichever of the moments this is. */
export function tellHit(fault: HttpFault | undefined, when: HttpFault['when'], request: StruckRequest): void {
  if (fault?.when === when) fault.onHit?.(request);
}
