/** A fixed number of places; who finds none waits in line. */
export interface Semaphore {
  /** Resolves with a place, to be given back exactly once. Rejects with the signal's reason, also while waiting. */
  acquire(signal: AbortSignal): Promise<() => void>;
}

export function createSemaphore(places: number): Semaphore {
  let free = places;
  const line = new Set<() => void>();

  const leave = () => {
    free += 1;
    const [next] = line;
    next?.();
  };

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const take = () => {
          line.delete(take);
          signal.removeEventListener('abort', abort);
          free -= 1;
          resolve(leave);
        };
        const abort = () => {
          line.delete(take);
          reject(signal.reason);
        };
        if (free > 0) return take();
        line.add(take);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
  };
}
