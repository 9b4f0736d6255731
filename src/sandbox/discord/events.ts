import type { SandboxEvent, SandboxEvents } from './types.ts';

/** Songs are examined by processes that give way to all others: on a busy machine that takes long. */
const WAIT_MS = 45_000;

/** Tells listeners of every visible change, and lets callers wait for one. */
export interface EventHub extends SandboxEvents {
  emit(event: SandboxEvent): void;
  /**
   * The first value that `find` returns, asked now and after every change. What `find` throws ends the wait.
   * Bounded in real time: waiting is for tests, which must not hang whatever their clock says.
   */
  wait<T>(find: () => T | undefined, options: { what: () => string; timeoutMs?: number | undefined }): Promise<T>;
  /** Ends every wait. */
  close(): void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: SandboxEvent) => void>();
  const waits = new Set<(reason: Error) => void>();

  const on = (listener: (event: SandboxEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  return {
    on,
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },
    wait(find, { what, timeoutMs = WAIT_MS }) {
      return new Promise((resolve, reject) => {
        const end = (act: () => void) => {
          clearTimeout(timer);
          waits.delete(fail);
          off();
          act();
        };
        const fail = (reason: Error) => end(() => reject(reason));
        const look = () => {
          try {
            const found = find();
            if (found !== undefined) end(() => resolve(found));
          } catch (error) {
            end(() => reject(error));
          }
        };
        const timer = setTimeout(() => fail(new Error(`waited ${timeoutMs} ms in vain for ${what()}`)), timeoutMs);
        const off = on(look);
        waits.add(fail);
        look();
      });
    },
    close() {
      for (const fail of [...waits]) fail(new Error('the sandbox was closed'));
      listeners.clear();
    },
  };
}
