import type { ChargeScope, LimitedCharge, QuotaRefusal, Usage } from '../domain/quota.ts';
import type { Spend } from '../domain/spend.ts';

/** What has been used of quotas, beside what jobs are accepted with. */
export interface Ledger {
  /**
   * Takes charges that belong to no job, such as for one attempt at lyrics; all of them or none, and once for each id. One
   * that is never settled stays as it was reserved.
   */
  charge(id: string, charges: readonly LimitedCharge[]): Promise<Charged>;
  /** What a charge of `charge` has come to: its count stays, or all of it goes back. Only the first settlement counts. */
  settleCharge(id: string, settlement: { kind: 'refund' } | { kind: 'commit'; micros: number }): Promise<void>;
  usage(scope: ChargeScope, windowKey: string): Promise<Usage>;
  /** Servers of which something that was used is still on record. */
  guildsWithSpend(): Promise<string[]>;
  /** What a server has used in each month from one on, by provider. What was deleted with a member's data has no provider any more. */
  spendOf(guildId: string, fromMonth: string): Promise<Spend[]>;
}

export type Charged = { kind: 'charged' } | { kind: 'exists' } | { kind: 'refused'; refusal: QuotaRefusal };
