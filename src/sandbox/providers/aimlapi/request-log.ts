import { tidiedBody } from '../shared/tidied-body.ts';
import type { Endpoint } from './answer.ts';
import { isObject } from './check-field.ts';

/** One request as the stand-in received it. */
export interface RequestRecord {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** Undefined for a download. */
  endpoint: Endpoint | undefined;
  /** Of a submission. */
  model: string | undefined;
  /** Of a poll, decoded. */
  generationId: string | undefined;
  /** The `X-Client-Request-Id` as it came. */
  clientRequestId: string | undefined;
  /** The parsed body with long texts cut. */
  body: unknown;
  /** The kind of the fault that struck. */
  fault: string | undefined;
  /** Undefined until answered, null when no status was ever sent. */
  status: number | null | undefined;
}

type Received = Pick<RequestRecord, 'at' | 'method' | 'path'> & {
  endpoint?: Endpoint;
  generationId?: unknown;
  clientRequestId?: unknown;
  body?: unknown;
};

export function requestRecord({ at, method, path, endpoint, generationId, clientRequestId, body }: Received) {
  const record: RequestRecord = {
    at,
    method,
    path,
    endpoint,
    model: isObject(body) ? textOf(body.model) : undefined,
    generationId: textOf(generationId),
    clientRequestId: textOf(clientRequestId),
    body: tidiedBody(body),
    fault: undefined,
    status: undefined,
  };
  return record;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
