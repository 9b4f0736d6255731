import { AsyncLocalStorage } from 'node:async_hooks';

/** Knows whether something is asked in the work of a transaction, where everything but the transaction itself would wait for its end for ever. */
export interface TransactionScope {
  run<Result>(work: () => Promise<Result>, transaction?: Transaction): Promise<Result>;
  /** Throws in the work of a transaction. */
  refuseInside(): void;
  /** Throws anywhere else, and in the work of one that is undone. */
  refuseOutside(): void;
}

/** One that is under way. */
export interface Transaction {
  isOpen: boolean;
  /** Why it is undone, though its work goes on. */
  fault?: Error;
}

export function createTransactionScope(): TransactionScope {
  const transactions = new AsyncLocalStorage<Transaction>();

  return {
    async run(work, transaction = { isOpen: true }) {
      try {
        return await transactions.run(transaction, work);
      } finally {
        transaction.isOpen = false;
      }
    },
    refuseInside() {
      if (transactions.getStore()?.isOpen)
        throw new Error('in the work of a transaction, only the transaction may be used');
    },
    refuseOutside() {
      const transaction = transactions.getStore();
      if (transaction?.fault) throw transaction.fault;
      if (!transaction?.isOpen) throw new Error('the transaction is over');
    },
  };
}
