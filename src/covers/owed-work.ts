/** Counts work that is lost with its process: a paid request whose answer comes only once. */
export interface OwedWork {
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Whether any is under way. */
  isOwed(): boolean;
}

export function createOwedWork(): OwedWork {
  let owed = 0;
  return {
    async during(work) {
      owed += 1;
      try {
        return await work();
      } finally {
        owed -= 1;
      }
    },
    isOwed: () => owed > 0,
  };
}
