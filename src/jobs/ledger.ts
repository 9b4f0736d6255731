import type { ChargeScope, Imbalance, LimitedCharge, QuotaRefusal, Usage, Window } from '../domain/money/quota.ts';
import type { Spend } from '../domain/money/spend.ts';

/** What has been used of quotas, beside what jobs are accepted with. */
export interface Ledger {
  /**
   * Takes charges that belong to no job, such as for one attempt at lyrics; all of them or none, and once for each id. One
   * that is never settled stays as it was reserved.
   */
  charge(id: string, charges: readonly LimitedCharge[]): Promise<Charged>;
  /** What a charge of `charge` has come to: its count stays, or all of it goes back. Only the first settlement counts. */
  settleCharge(id: string, settlement: { kind: 'refund' } | { kind: 'commit'; micros: number }): Promise<void>;
  /** The sums of what was used are kept beside the charges; these disagree with them. */
  imbalances(): Promise<Imbalance[]>;
  /** Lets go of what counts nowhere any more. */
  tidyCharges(): Promise<void>;
  usage(scope: ChargeScope, windowKey: string): Promise<Usage>;
  /** Servers of which something that was used is still on record. */
  guildsWithSpend(): Promise<string[]>;
  /** What a server has used in each month from one on, by provider. What was deleted with a member's data has no provider any more. */
  spendOf(guildId: string, fromMonth: string): Promise<Spend[]>;
  /**
   * Gives the takes of a job back to its requester in its server, in one write; what it cost stays as it is, and so does what it
   * took of all other quotas. Returns how many; 0 where there are none, or were given back before.
   */
  giveBack(jobId: string): Promise<number>;
  /** Lets a member of a server have more in these windows, as far as the limits there are the server's own. Once for each id. */
  give(id: string, gift: Gift): Promise<void>;
  /** Takes a gift back, as far as it was not used. */
  takeBack(id: string): Promise<void>;
}

/** Takes beside a member's limit; `scope` is the member's in one server. */
export interface Gift {
  scope: ChargeScope;
  windows: readonly Window[];
  count: number;
}

export type Charged = { kind: 'charged' } | { kind: 'exists' } | { kind: 'refused'; refusal: QuotaRefusal };
