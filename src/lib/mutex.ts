/** Runs each piece of work when the one before it has ended, whatever became of that. */
export type Mutex = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();

  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
