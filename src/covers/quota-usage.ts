import type { Clock } from '../clock.ts';
import type { QuotaUsage } from '../domain/draft/review.ts';
import { guildScope, memberScope, memberWideScope } from '../domain/money/charges.ts';
import { dayOf, monthOf, withGiven } from '../domain/money/quota.ts';
import type { Ledger } from '../jobs/ledger.ts';
import type { Allowance } from './make/allowance.ts';

/**
 * What a member has left today, here or in all servers, whichever is less, and what the server has left this month. Where the
 * server limits a member's month or its own day, that as well.
 */
export type GetQuotaUsage = (guildId: string, memberId: string, roleIds: readonly string[]) => Promise<QuotaUsage[]>;

export interface GetQuotaUsageDeps {
  jobs: Pick<Ledger, 'usage'>;
  allowance: Pick<Allowance, 'limitsOf'>;
  clock: Clock;
}

export function createGetQuotaUsage({ jobs, allowance, clock }: GetQuotaUsageDeps): GetQuotaUsage {
  return async function getQuotaUsage(guildId, memberId, roleIds) {
    const now = clock.now();
    const [day, month] = [dayOf(now), monthOf(now)];
    const asked = { guildId, requester: { id: memberId, name: '' } };
    const limits = await allowance.limitsOf(asked, { roleIds });
    const { memberDay, memberMonth = {}, memberDayTotal, guildDay = {}, guildMonth } = limits;
    const [member, total, guild, memberInMonth, guildInDay] = await Promise.all([
      jobs.usage(memberScope(guildId, memberId), day.key),
      jobs.usage(memberWideScope('memberTotal', memberId), day.key),
      jobs.usage(guildScope(guildId), month.key),
      jobs.usage(memberScope(guildId, memberId), month.key),
      jobs.usage(guildScope(guildId), day.key),
    ]);
    const here: QuotaUsage = { scope: 'member', used: member, limit: withGiven(memberDay, member), window: day };
    const everywhere: QuotaUsage = { scope: 'memberTotal', used: total, limit: memberDayTotal, window: day };
    const memberMonths: QuotaUsage = {
      scope: 'member',
      used: memberInMonth,
      limit: withGiven(memberMonth, memberInMonth),
      window: month,
    };
    const guildDays: QuotaUsage = { scope: 'guild', used: guildInDay, limit: guildDay, window: day };
    return [
      takesLeft(everywhere) < takesLeft(here) ? everywhere : here,
      ...(isLimited(memberMonths) ? [memberMonths] : []),
      ...(isLimited(guildDays) ? [guildDays] : []),
      { scope: 'guild', used: guild, limit: guildMonth, window: month },
    ];
  };
}

function isLimited({ limit }: QuotaUsage): boolean {
  return limit.count !== undefined || limit.micros !== undefined;
}

function takesLeft({ used, limit }: QuotaUsage): number {
  return (limit.count ?? Number.POSITIVE_INFINITY) - used.count;
}
