import type { Logger } from '../logger.ts';

/** What was opened, to be closed in reverse. */
export interface Lifetime {
  /** Notes how a part is closed, and gives it back. Throws where the stop has been asked for meanwhile. */
  opened<Part>(part: Part, close: (part: Part) => unknown): Part;
  /** Aborts when the stop is asked for. */
  signal: AbortSignal;
  /** Closes what was opened; may be called at any time, and more than once. */
  close(): Promise<void>;
}

export function createLifetime(log: Logger): Lifetime {
  const closers: (() => unknown)[] = [];
  const stopped = new AbortController();
  let closing: Promise<void> = Promise.resolve();

  const closeAll = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      await Promise.resolve(close()).catch((error: unknown) => log.error({ err: error }, 'shutdown hook failed'));
    }
  };

  return {
    opened(part, close) {
      closers.push(() => close(part));
      stopped.signal.throwIfAborted();
      return part;
    },
    signal: stopped.signal,
    close() {
      stopped.abort(new Error('stopped while starting'));
      // Nothing is closed while what was opened after it still works, whoever asks.
      closing = closing.then(closeAll);
      return closing;
    },
  };
}
