/** A fixed number of places that are shared among owners: whoever has the fewest is next, and among these whoever waited longest. */
export interface FairSemaphore {
  /** Waits until a place is free and takes it. Resolves with what gives it back, which counts once. Rejects with the signal's reason. */
  acquire(signal: AbortSignal, owner: string): Promise<() => void>;
}

interface Owner {
  running: number;
  /** How many were served before, in all, when it was served last; 0 where it never was. */
  servedAs: number;
  /** In order of asking. */
  line: Set<() => void>;
}

export function createFairSemaphore(places: number): FairSemaphore {
  let free = places;
  let served = 0;
  const owners = new Map<string, Owner>();

  const isBefore = (one: Owner, other: Owner | undefined) =>
    !other || one.running < other.running || (one.running === other.running && one.servedAs < other.servedAs);

  const nextOwner = (): Owner | undefined => {
    let best: Owner | undefined;
    for (const owner of owners.values()) if (owner.line.size > 0 && isBefore(owner, best)) best = owner;
    return best;
  };

  const enterInTurn = () => {
    while (free > 0) {
      const owner = nextOwner();
      const [enter] = owner?.line ?? [];
      if (!owner || !enter) return;
      owner.line.delete(enter);
      owner.running += 1;
      served += 1;
      owner.servedAs = served;
      free -= 1;
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
        const owner: Owner = owners.get(id) ?? { running: 0, servedAs: 0, line: new Set() };
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
