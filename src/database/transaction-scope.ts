import { AsyncLocalStorage } from 'node:async_hooks';

/** Knows whether something is asked in the work of a transaction, where everything but the transaction itself would wait for its end for ever. */
export interface TransactionScope {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Throws in the work of a transaction. */
  refuseInside(): void;
}

export function createTransactionScope(): TransactionScope {
  const transactions = new AsyncLocalStorage<{ isOpen: boolean }>();

  return {
    async run(work) {
      const state = { isOpen: true };
      try {
        return await transactions.run(state, work);
      } finally {
        state.isOpen = false;
      }
    },
    refuseInside() {
      if (transactions.getStore()?.isOpen)
        throw new Error('in the work of a transaction, only the transaction may be used');
    },
  };
}
