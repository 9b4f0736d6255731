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

/** Longer texts are uploads. */
const LONGEST_TEXT = 2_000;

export function requestRecord(at: number, method: string, path: string, body?: unknown): RequestRecord {
  const tasks = Array.isArray(body) ? body.filter(isObject) : [];
  const texts = (name: string) => tasks.map((task) => task[name]).filter((value) => typeof value === 'string');
  return {
    at,
    method,
    path,
    taskTypes: texts('taskType'),
    taskUUIDs: texts('taskUUID'),
    body: tidied(body),
    fault: undefined,
    status: undefined,
  };
}

function tidied(value: unknown, name?: string): unknown {
  if (name === 'apiKey') return '[secret]';
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return `${value.slice(0, 100)}… (${value.length})`;
  if (Array.isArray(value)) return value.map((item) => tidied(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tidied(inner, key)]));
}
