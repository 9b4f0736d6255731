/** What one paid task cost. */
export interface Paid {
  /** Milliseconds since the epoch. */
  at: number;
  /** How many results were ordered. */
  results: number;
  /** What it costs by now: the price of all results, less what was paid back for failed ones. */
  micros: number;
}

export interface MoneyLog<Task extends Paid> {
  /** Every paid task in order; what the provider would put on its bill. */
  readonly paid: readonly Readonly<Task>[];
  readonly spentMicros: number;
  /** What is left on the account; may be set. */
  balanceMicros: number;
  /** Books a task and takes its price off the balance; undefined when the balance is too small. */
  charge(task: Task): { refund(micros: number): void } | undefined;
}

export interface MoneyLogOptions {
  balanceMicros: number;
  /** Books what has fallen due by now, before anybody looks. */
  beforeRead(): void;
}

/** An account with a balance and a list of everything that was paid from it. */
export function createMoneyLog<Task extends Paid>({ balanceMicros, beforeRead }: MoneyLogOptions): MoneyLog<Task> {
  const paid: Task[] = [];
  let balance = balanceMicros;

  return {
    get paid() {
      beforeRead();
      return paid;
    },
    get spentMicros() {
      beforeRead();
      return paid.reduce((sum, task) => sum + task.micros, 0);
    },
    get balanceMicros() {
      beforeRead();
      return balance;
    },
    set balanceMicros(micros) {
      beforeRead();
      balance = micros;
    },
    charge(task) {
      beforeRead();
      if (task.micros > balance) return undefined;
      balance -= task.micros;
      paid.push(task);
      return {
        refund(micros) {
          task.micros -= micros;
          balance += micros;
        },
      };
    },
  };
}
