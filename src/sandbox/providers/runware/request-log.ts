import { tidiedBody } from '../shared/tidied-body.ts';
import { isObject } from './check-field.ts';

/** One request as the stand-in received it. */
export interface RequestRecord {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  path: string;
  taskTypes: string[];
  taskUUIDs: string[];
  /** The parsed body with keys blanked and long texts cut; undefined for a download. */
  body: unknown;
  /** The kind of the fault that struck. */
  fault: string | undefined;
  /** Undefined until answered, null when no status was ever sent. */
  status: number | null | undefined;
}

export function requestRecord(at: number, method: string, path: string, body?: unknown): RequestRecord {
  const tasks = Array.isArray(body) ? body.filter(isObject) : [];
  const texts = (name: string) => tasks.map((task) => task[name]).filter((value) => typeof value === 'string');
  return {
    at,
    method,
    path,
    taskTypes: texts('taskType'),
    taskUUIDs: texts('taskUUID'),
    body: tidiedBody(body),
    fault: undefined,
    status: undefined,
  };
}
