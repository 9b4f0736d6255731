import type { Clock } from '../../clock.ts';
import { chargesFor, isGuildAllowed, limitsFor, memberWideScope, type QuotaPolicy } from '../../domain/charges.ts';
import type { Job } from '../../domain/job.ts';
import { dayOf, refusalOf, type Usage } from '../../domain/quota.ts';
import { UserError } from '../../errors.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import { quotaText } from '../quota-text.ts';

type Asked = Pick<Job, 'guildId' | 'requester'>;

/** What can be said of a wish before anything is downloaded or spent. Both throw `UserError`. */
export interface Allowance {
  /**
   * Whether anything is made for this server and this member: the server may use the bot, and not too much of the member's was
   * refused today. Asked again right before each paid request, as jobs that were accepted together are refused one by one.
   */
  check(asked: Asked): Promise<void>;
  /** Whether so many takes, at so much money in micro-dollars, fit into what is left of all quotas. Takes nothing. */
  checkFits(asked: Asked, amount: Usage): Promise<void>;
}

export interface AllowanceDeps {
  jobs: Pick<Ledger, 'usage'>;
  quota: QuotaPolicy;
  clock: Clock;
}

export function createAllowance({ jobs, quota, clock }: AllowanceDeps): Allowance {
  return {
    async check({ guildId, requester }) {
      if (!isGuildAllowed(quota, guildId)) throw new UserError({ key: 'guild.notAllowed', params: {} });
      const { key, endsAt: renewsAt } = dayOf(clock.now());
      const { count } = await jobs.usage(memberWideScope('memberRefused', requester.id), key);
      if (count >= quota.refusalsPerDay) throw new UserError({ key: 'quota.refused', params: { count, renewsAt } });
    },

    async checkFits(asked, amount) {
      const limits = limitsFor(quota, asked.guildId);
      for (const charge of chargesFor(asked, amount, limits, clock.now())) {
        const refusal = refusalOf(charge, await jobs.usage(charge.scope, charge.window.key));
        if (refusal) throw new UserError(quotaText(refusal));
      }
    },
  };
}
