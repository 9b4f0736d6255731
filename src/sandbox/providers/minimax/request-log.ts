import { tidiedBody } from '../shared/tidied-body.ts';
import type { Endpoint } from './answer.ts';

/** One request as the stand-in received it. */
export interface RequestRecord {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  path: string;
  /** Undefined for a download. */
  endpoint: Endpoint | undefined;
  /** The parsed body with long texts cut; undefined for a download. */
  body: unknown;
  /** The kind of the fault that struck. */
  fault: string | undefined;
  /** Undefined until answered, null when no status was ever sent. */
  status: number | null | undefined;
  /** `base_resp.status_code` of what was to be answered; undefined until then and where there was no effect. */
  code: number | undefined;
}

export function requestRecord(
  at: number,
  { method, path, endpoint, body }: { method: string; path: string; endpoint?: Endpoint; body?: unknown },
): RequestRecord {
  return { at, method, path, endpoint, body: tidiedBody(body), fault: undefined, status: undefined, code: undefined };
}
