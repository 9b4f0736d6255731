import type { Clock } from '../clock.ts';
import { guildScope, memberScope, type QuotaLimits } from '../domain/new-job.ts';
import { dayOf, monthOf } from '../domain/quota.ts';
import type { Standing } from '../domain/review.ts';
import type { Jobs } from '../jobs/port.ts';

/** What a member has left today, and the server this month. */
export type Standings = (guildId: string, memberId: string) => Promise<Standing[]>;

export interface StandingsDeps {
  jobs: Pick<Jobs, 'usage'>;
  quota: QuotaLimits;
  clock: Clock;
}

export function createStandings({ jobs, quota, clock }: StandingsDeps): Standings {
  return async function standings(guildId, memberId) {
    const now = clock.now();
    const [day, month] = [dayOf(now), monthOf(now)];
    const [member, guild] = await Promise.all([
      jobs.usage(memberScope(guildId, memberId), day.key),
      jobs.usage(guildScope(guildId), month.key),
    ]);
    return [
      { scope: 'member', used: member, limit: quota.memberDay, window: day },
      { scope: 'guild', used: guild, limit: quota.guildMonth, window: month },
    ];
  };
}
