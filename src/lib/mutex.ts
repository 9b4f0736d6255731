/** Runs each piece of work when the one before it has ended, whatever became of that. */
export type Mutex = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs the work of one key one after the other, in order of asking; work of different keys does not wait for each other. */
export type KeyedMutex = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

export function createMutex(): Mutex {
  const inTurn = createKeyedMutex();
  return (work) => inTurn('', work);
}

export function createKeyedMutex(): KeyedMutex {
  const lastOf = new Map<string, Promise<void>>();
  return (key, work) => {
    const result = (lastOf.get(key) ?? Promise.resolve()).then(work);
    const ended = result.then(
      () => {},
      () => {},
    );
    lastOf.set(key, ended);
    ended.then(() => {
      if (lastOf.get(key) === ended) lastOf.delete(key);
    });
    return result;
  };
}
