import type { Clock } from '../../clock.ts';

const MOST_ENTRIES = 20_000;

export interface LoggedRequest {
  method: string;
  /** The template that it matched, such as `/channels/:channelId/messages`; the bare path where none did. */
  route: string;
  /** Without the API prefix. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** 0 while unanswered, and for good when it was hung or reset. */
  status: number;
  /** By the sandbox's clock. */
  at: number;
  body: unknown;
  files: readonly { name: string; size: number; contentType: string }[];
  /** The kind of the fault that struck. */
  fault?: string;
}

export interface RequestLog {
  /** Oldest first; only the latest are kept. */
  readonly entries: readonly LoggedRequest[];
  /** Those of one route, whose parameters may have any name: `/channels/:id/messages`; or those whose path matches. */
  of(method: string, route: string | RegExp): LoggedRequest[];
  clear(): void;
}

export interface RequestLogWriter extends RequestLog {
  /** Returns the entry, whose status is filled in later. */
  begin(request: Omit<LoggedRequest, 'at' | 'status'>): LoggedRequest;
}

export function createRequestLog(clock: Clock, mostEntries = MOST_ENTRIES): RequestLogWriter {
  const entries: LoggedRequest[] = [];
  return {
    entries,
    of: (method, route) => entries.filter((entry) => entry.method === method && isOnRoute(entry, route)),
    clear: () => void entries.splice(0),
    begin(request) {
      const entry = { ...request, at: clock.now(), status: 0 };
      entries.push(entry);
      if (entries.length > mostEntries) entries.shift();
      return entry;
    },
  };
}

/** A template, whatever its parameters are called, or a pattern for the path. */
export function isOnRoute(request: { route: string; path: string }, route: string | RegExp): boolean {
  return typeof route === 'string' ? withoutNames(request.route) === withoutNames(route) : route.test(request.path);
}

function withoutNames(route: string): string {
  return route.replaceAll(/:\w+/g, ':');
}
