import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface Busyness {
  /** Whether this process waits for something other than its clock: an HTTP exchange, a file, a child process. */
  isBusy(): boolean;
  stop(): void;
}

/** What Node calls the things that are under way and will end by themselves. */
const UNDER_WAY = new Set(['ProcessWrap', 'FSReqCallback', 'FSReqPromise']);

/** What has not stirred for so long, in real time, hangs on purpose or waits for the clock itself. */
const HANGS_AFTER_MS = 150;

/** Watches the HTTP clients of this process (Node's own and undici's tell of each request), its files and its children. */
export function watchBusyness(): Busyness {
  const requests = new Set<unknown>();
  let lastSeen = '';
  let stirredAt = performance.now();
  const stir = () => {
    stirredAt = performance.now();
  };
  const begun = (message: unknown) => {
    requests.add((message as { request: unknown }).request);
    stir();
  };
  const ended = (message: unknown) => {
    requests.delete((message as { request: unknown }).request);
    stir();
  };
  const channels = [
    ['undici:request:create', begun],
    ['undici:request:headers', stir],
    ['undici:request:trailers', ended],
    ['undici:request:error', ended],
  ] as const;
  for (const [name, listener] of channels) subscribe(name, listener);

  return {
    isBusy() {
      const underWay = process.getActiveResourcesInfo().filter((name) => UNDER_WAY.has(name));
      const seen = underWay.join();
      if (seen !== lastSeen) stir();
      lastSeen = seen;
      return requests.size + underWay.length > 0 && performance.now() - stirredAt < HANGS_AFTER_MS;
    },
    stop() {
      for (const [name, listener] of channels) unsubscribe(name, listener);
    },
  };
}
