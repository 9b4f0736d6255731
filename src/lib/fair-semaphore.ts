/** A fixed number of places that are shared among owners: whoever has the fewest is next, and among these whoever waited longest. */
export interface FairSemaphore {
  /** Waits until a place is free and takes it. Resolves with what gives it back, which counts once. Rejects with the signal's reason. */
  acquire(signal: AbortSignal, owner: string): Promise<() => void>;
}

interface Owner {
  running: number;
  /** In order of asking. */
  line: Set<() => void>;
}

export function createFairSemaphore(places: number): FairSemaphore {
  let free = places;
  /** Those that were served the longest ago come first. */
  const owners = new Map<string, Owner>();

  const nextOwner = (): string | undefined => {
    let best: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [id, { line, running }] of owners) {
      if (line.size > 0 && running < fewest) [best, fewest] = [id, running];
    }
    return best;
  };

  const enterInTurn = () => {
    while (free > 0) {
      const id = nextOwner();
      const owner = id === undefined ? undefined : owners.get(id);
      if (id === undefined || !owner) return;
      const [enter] = owner.line;
      if (!enter) return;
      owner.line.delete(enter);
      owner.running += 1;
      free -= 1;
      owners.delete(id);
      owners.set(id, owner);
      enter();
    }
  };

  const forgetIfIdle = (id: string, { running, line }: Owner) => {
    if (running === 0 && line.size === 0) owners.delete(id);
  };

  return {
    acquire(signal, id) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const owner = owners.get(id) ?? { running: 0, line: new Set() };
        owners.set(id, owner);
        const giveUp = () => {
          owner.line.delete(enter);
          forgetIfIdle(id, owner);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener('abort', giveUp);
          let isInside = true;
          resolve(() => {
            if (!isInside) return;
            isInside = false;
            owner.running -= 1;
            free += 1;
            forgetIfIdle(id, owner);
            enterInTurn();
          });
        };
        signal.addEventListener('abort', giveUp, { once: true });
        owner.line.add(enter);
        enterInTurn();
      });
    },
  };
}
