import { isOnRoute, type LoggedRequest } from './request-log.ts';

export type FaultKind = '429' | '500' | '502html' | 'hang' | 'reset' | 'slow' | 'refusal' | 'foreign' | 'odd' | 'none';

export interface FaultOptions {
  method?: string;
  /** A template such as `/channels/:id/messages`, or a pattern for the path without the API prefix. */
  route: string | RegExp;
  /**
   * `hang` lasts until the client goes away or the sandbox closes; `slow` waits and then goes on; `refusal` is an error of
   * Discord's; `foreign` is one that something between the bot and Discord gave; `odd` is an answer with 200 that is not the right one; `none` breaks nothing, for what `onHit` is to do at this moment.
   */
  kind: FaultKind;
  /** Before or after the request took effect; before by default. `answered`: when the answer has left; nothing can break then. */
  when?: 'before' | 'after' | 'answered';
  /** How many requests it hits; all by default. */
  times?: number;
  /** Of a 429, in seconds. */
  retryAfterSeconds?: number;
  /** Of `slow`, in milliseconds of real time, as network limits are. */
  delayMs?: number;
  /** Of `refusal`: what Discord says. */
  refusal?: { status: number; code: number; message: string };
  /** Of `foreign`: a proxy's page, no body at all, or Discord's own network in trouble, which answers JSON with code 40333. */
  foreign?: { status: number; body: 'page' | 'empty' | 'network' };
  /** Of `odd`: the JSON that comes in place of the right one. */
  odd?: unknown;
  /** Spares the requests of the route for which it does not hold. */
  fits?(request: LoggedRequest): boolean;
  /** Told at the very moment at which it strikes, before anything is broken. */
  onHit?(request: LoggedRequest): void;
}

export interface Fault {
  /** How many requests it has hit. */
  readonly hits: number;
  remove(): void;
}

export interface Faults {
  add(options: FaultOptions): Fault;
  clear(): void;
}

export interface FaultSource extends Faults {
  /** The first fault that applies; counts as its hit. */
  take(request: LoggedRequest): FaultOptions | undefined;
}

export function createFaults(): FaultSource {
  const active: { options: FaultOptions; hits: number }[] = [];

  return {
    add(options) {
      const entry = { options, hits: 0 };
      active.push(entry);
      return {
        get hits() {
          return entry.hits;
        },
        remove() {
          const index = active.indexOf(entry);
          if (index >= 0) active.splice(index, 1);
        },
      };
    },
    clear: () => void active.splice(0),
    take(request) {
      const entry = active.find(
        ({ options, hits }) => hits < (options.times ?? Number.POSITIVE_INFINITY) && applies(options, request),
      );
      if (entry) entry.hits += 1;
      return entry?.options;
    },
  };
}

function applies({ method, route, fits }: FaultOptions, request: LoggedRequest): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  return isOnRoute(request, route) && (fits?.(request) ?? true);
}
