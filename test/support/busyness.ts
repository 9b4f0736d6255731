import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface Busyness {
  /** Whether this process waits for something other than its clock: an HTTP exchange, a file, a child process. */
  isBusy(): boolean;
  stop(): void;
}

/** What Node calls the things that are under way and will end by themselves. */
const UNDER_WAY = new Set(['ProcessWrap', 'FSReqCallback', 'FSReqPromise']);

/** Watches the HTTP clients of this process (Node's own and undici's tell of each request), its files and its children. */
export function watchBusyness(): Busyness {
  const requests = new Set<unknown>();
  const begun = (message: unknown) => void requests.add((message as { request: unknown }).request);
  const ended = (message: unknown) => void requests.delete((message as { request: unknown }).request);
  const channels = [
    ['undici:request:create', begun],
    ['undici:request:trailers', ended],
    ['undici:request:error', ended],
  ] as const;
  for (const [name, listener] of channels) subscribe(name, listener);

  return {
    isBusy: () => requests.size > 0 || process.getActiveResourcesInfo().some((name) => UNDER_WAY.has(name)),
    stop() {
      for (const [name, listener] of channels) unsubscribe(name, listener);
    },
  };
}
