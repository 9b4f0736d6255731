import type { Clock } from '../../clock.ts';
import type { Model } from '../../domain/models.ts';
import { OPERATOR_SCOPE, type QuotaPolicy } from '../../domain/money/charges.ts';
import { leastPriceOf } from '../../domain/money/prices.ts';
import { monthOf } from '../../domain/money/quota.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { Logger } from '../../logger.ts';

/** How much of the operator's month is used, over all servers, in micro-dollars. */
export interface BudgetState {
  usedMicros: number;
  limitMicros: number;
  /** From 0 to 1; 1 when not even the cheapest take fits any more. */
  share: number;
}

export interface Budget {
  state(): Promise<BudgetState>;
  /** Tells the operator, once in a month for each, that 80 % and all of it are used. */
  look(): Promise<void>;
}

export interface BudgetDeps {
  jobs: Pick<Ledger, 'usage'>;
  quota: Pick<QuotaPolicy, 'operatorMonth'>;
  /** Each with its price of the moment. */
  models: readonly Model[];
  /** Told once in a month for each share that is reached, from 0 to 1. */
  onReached?(month: string, share: number): void;
  clock: Clock;
  log: Logger;
}

const TOLD_AT = [1, 0.8] as const;

export function createBudget({ jobs, quota, models, onReached = () => undefined, clock, log }: BudgetDeps): Budget {
  let told = { month: '', share: 0 };

  const state = async (): Promise<BudgetState> => {
    const { micros: usedMicros } = await jobs.usage(OPERATOR_SCOPE, monthOf(clock.now()).key);
    const limitMicros = quota.operatorMonth.micros ?? Number.POSITIVE_INFINITY;
    const known = models.map((model) => leastPriceOf(model)).filter((micros) => micros !== null);
    const cheapest = known.length === 0 ? 0 : Math.min(...known);
    const isUsedUp = usedMicros + cheapest > limitMicros;
    return { usedMicros, limitMicros, share: isUsedUp ? 1 : usedMicros / limitMicros };
  };

  return {
    state,
    async look() {
      const { usedMicros, limitMicros, share } = await state();
      const month = monthOf(clock.now()).key;
      const reached = TOLD_AT.find((mark) => share >= mark) ?? 0;
      const before = told.month === month ? told.share : 0;
      if (reached <= before) return;
      told = { month, share: reached };
      onReached(month, share);
      const facts = { usedMicros, limitMicros, month };
      if (reached === 1) log.error(facts, 'BUDGET_USD_PER_MONTH is used up; no cover is taken until the month ends');
      else log.warn(facts, '80 % of BUDGET_USD_PER_MONTH are used');
    },
  };
}
