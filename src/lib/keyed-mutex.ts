/** Runs the steps of one key one after the other, in order of asking; steps of different keys do not wait for each other. */
export type KeyedMutex = <Result>(key: string, step: () => Promise<Result>) => Promise<Result>;

export function createKeyedMutex(): KeyedMutex {
  const lastOf = new Map<string, Promise<void>>();
  return (key, step) => {
    const result = (lastOf.get(key) ?? Promise.resolve()).then(step);
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
