/** A share of a budget; `release` may be called more than once. */
export interface Share {
  release(): void;
}

/** Bounds how many bytes are held at once. */
export interface ByteBudget {
  /**
   * Waits, in order of asking, until this much is free. More than the whole budget gets all of it, alone.
   * Rejects with the signal's reason when that aborts first.
   */
  take(sizeBytes: number, signal: AbortSignal): Promise<Share>;
}

interface Waiter {
  sizeBytes: number;
  start(): void;
}

export function createByteBudget(totalBytes: number): ByteBudget {
  let freeBytes = totalBytes;
  const waiting: Waiter[] = [];

  const startWaiters = () => {
    for (let next = waiting[0]; next && next.sizeBytes <= freeBytes; next = waiting[0]) {
      waiting.shift();
      freeBytes -= next.sizeBytes;
      next.start();
    }
  };

  const shareOf = (sizeBytes: number): Share => {
    let isHeld = true;
    return {
      release() {
        if (!isHeld) return;
        isHeld = false;
        freeBytes += sizeBytes;
        startWaiters();
      },
    };
  };

  return {
    take(wantedBytes, signal) {
      const sizeBytes = Math.min(wantedBytes, totalBytes);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(signal.reason);
          // The one that gave up may have stood before smaller ones.
          startWaiters();
        };
        const waiter: Waiter = {
          sizeBytes,
          start() {
            signal.removeEventListener('abort', abort);
            resolve(shareOf(sizeBytes));
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.push(waiter);
        startWaiters();
      });
    },
  };
}
