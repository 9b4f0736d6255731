import type { Clock } from '../../../clock.ts';
import type { CountedFault, TakenFaults } from '../shared/faults.ts';
import type { MoneyLog, Paid } from '../shared/money-log.ts';
import type { Endpoint } from './answer.ts';
import { hold } from './hold.ts';
import { Refusal } from './refusal.ts';

/** One billed call. */
export interface PaidCall extends Paid {
  model: string;
  kind: 'music' | 'lyrics';
  /** What was asked for, in the words of the order. */
  words: string;
}

/** A failure that the next call meets whose fields are all as they must be. */
export interface NextFailure extends CountedFault {
  /** `base_resp.status_code` */
  code: number;
  message?: string;
  endpoint: Endpoint;
  /** How long the call is held before it fails. */
  afterMs?: number;
  /** Whether it is billed all the same. */
  billed?: boolean;
}

export interface CashierOptions {
  clock: Clock;
  money: MoneyLog<PaidCall>;
  failures: TakenFaults<NextFailure>;
  /** Aborts when the stand-in closes. */
  signal: AbortSignal;
}

type Bill = Pick<PaidCall, 'model' | 'kind' | 'micros' | 'words'>;

/** Stands between a call that is as it must be and its work. */
export interface Cashier {
  /** Throws a `Refusal` when the balance is too small. */
  refuseWithout(micros: number): void;
  /** Throws the `Refusal` that `failNext` has planned. */
  failAsPlanned(endpoint: Endpoint, call?: Bill): Promise<void>;
  /** Bills a call. Throws a `Refusal` when the balance is too small. */
  charge(call: Bill): { payBack(): void };
}

export function createCashier({ clock, money, failures, signal }: CashierOptions): Cashier {
  const charge: Cashier['charge'] = (bill) => {
    const { micros } = bill;
    const payment = money.charge({ at: clock.now(), results: 1, ...bill });
    if (!payment) throw new Refusal(1008);
    return {
      payBack() {
        // The real provider goes on with what a closing stand-in breaks off.
        if (!signal.aborted) payment.refund(micros);
      },
    };
  };

  return {
    refuseWithout(micros) {
      if (micros > money.balanceMicros) throw new Refusal(1008);
    },
    async failAsPlanned(endpoint, call) {
      const failure = failures.take((planned) => planned.endpoint === endpoint);
      if (!failure) return;
      if (failure.billed && call) charge(call);
      await hold(clock, failure.afterMs ?? 0, signal);
      throw new Refusal(failure.code, failure.message);
    },
    charge,
  };
}
