/** A fixed number of places, such as bytes of memory; who finds too few free waits in line. */
export interface Semaphore {
  /**
   * Waits, in order of asking, until so many places are free, and takes them; who wants more than there are gets all of them,
   * alone. Resolves with what gives them back, which counts once. Rejects with the signal's reason, also while waiting.
   */
  acquire(signal: AbortSignal, share?: number): Promise<() => void>;
}

interface Waiter {
  share: number;
  enter(): void;
}

export function createSemaphore(places: number): Semaphore {
  let free = places;
  const line = new Set<Waiter>();

  /** Nobody overtakes the first in line, however little room would be enough. */
  const enterInOrder = () => {
    for (const next of line) {
      if (next.share > free) return;
      line.delete(next);
      free -= next.share;
      next.enter();
    }
  };

  const leaving = (share: number) => {
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      free += share;
      enterInOrder();
    };
  };

  return {
    acquire(signal, wanted = 1) {
      const share = Math.min(wanted, places);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const giveUp = () => {
          line.delete(waiter);
          reject(signal.reason);
          // The one that gave up may have stood before smaller ones.
          enterInOrder();
        };
        const waiter: Waiter = {
          share,
          enter() {
            signal.removeEventListener('abort', giveUp);
            resolve(leaving(share));
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        line.add(waiter);
        enterInOrder();
      });
    },
  };
}
