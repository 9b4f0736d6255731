import type { Clock } from '../clock.ts';
import { guildScope, limitsFor, memberScope, memberWideScope, type QuotaPolicy } from '../domain/charges.ts';
import { dayOf, monthOf } from '../domain/quota.ts';
import type { QuotaUsage } from '../domain/review.ts';
import type { Ledger } from '../jobs/ledger.ts';

/** What a member has left today, here or in all servers, whichever is less, and what the server has left this month. */
export type GetQuotaUsage = (guildId: string, memberId: string) => Promise<QuotaUsage[]>;

export interface GetQuotaUsageDeps {
  jobs: Pick<Ledger, 'usage'>;
  quota: QuotaPolicy;
  clock: Clock;
}

export function createGetQuotaUsage({ jobs, quota, clock }: GetQuotaUsageDeps): GetQuotaUsage {
  return async function getQuotaUsage(guildId, memberId) {
    const now = clock.now();
    const [day, month] = [dayOf(now), monthOf(now)];
    const { memberDay, memberDayTotal, guildMonth } = limitsFor(quota, guildId);
    const [member, total, guild] = await Promise.all([
      jobs.usage(memberScope(guildId, memberId), day.key),
      jobs.usage(memberWideScope('memberTotal', memberId), day.key),
      jobs.usage(guildScope(guildId), month.key),
    ]);
    const here: QuotaUsage = { scope: 'member', used: member, limit: memberDay, window: day };
    const everywhere: QuotaUsage = { scope: 'memberTotal', used: total, limit: memberDayTotal, window: day };
    return [
      takesLeft(everywhere) < takesLeft(here) ? everywhere : here,
      { scope: 'guild', used: guild, limit: guildMonth, window: month },
    ];
  };
}

function takesLeft({ used, limit }: QuotaUsage): number {
  return (limit.count ?? Number.POSITIVE_INFINITY) - used.count;
}
