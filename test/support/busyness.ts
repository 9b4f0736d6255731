import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export interface Busyness {
  /** Whether this process waits for something other than its clock: an HTTP exchange, a file, a child process. */
  isBusy(): boolean;
  stop(): void;
}

/** What Node calls the things that are under way and will end by themselves. */
const UNDER_WAY = new Set(['ProcessWrap', 'FSReqCallback', 'FSReqPromise']);

/**
 * A request that has not stirred for so many looks hangs on purpose, or waits for the clock itself. Looks, about a
 * millisecond apart, and not time: on a busy machine this process stands still as well.
 */
const HANGS_AFTER_LOOKS = 100;

/** A child process or a file gets longer: nothing here makes them wait on purpose. */
const STUCK_AFTER_LOOKS = 10_000;

/** Watches the HTTP clients of this process (Node's own and undici's tell of each request), its files and its children. */
export function watchBusyness(): Busyness {
  const requests = new Set<unknown>();
  let lastSeen = '';
  let quietLooks = 0;
  const stir = () => {
    quietLooks = 0;
  };
  const begun = (message: unknown) => {
    const { request } = message as { request: { upgrade?: unknown } };
    // The gateway's connection has no end of its own.
    if (!request.upgrade) requests.add(request);
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
      quietLooks += 1;
      if (underWay.length > 0) return quietLooks < STUCK_AFTER_LOOKS;
      return requests.size > 0 && quietLooks < HANGS_AFTER_LOOKS;
    },
    stop() {
      for (const [name, listener] of channels) unsubscribe(name, listener);
    },
  };
}
