import type { MemberText } from '../../errors.ts';
import type { GuildSettings } from './guild-settings.ts';

/** How fast a member of a server may have covers made. */
export interface Pace {
  /** Between the acceptance of two covers. */
  pauseMs: number;
  /** How many may be in line at once; null: any number. */
  mostWaiting: number | null;
}

/** Where a member stands in a server. */
export interface MemberPace {
  /** When the latest cover was accepted that has not come to nothing; null: never. */
  lastAcceptedAt: number | null;
  /** How many are in line. */
  waiting: number;
}

export function paceFor({
  pauseMinutes,
  waitingPerMember,
}: Pick<GuildSettings, 'pauseMinutes' | 'waitingPerMember'>): Pace {
  return { pauseMs: pauseMinutes * 60_000, mostWaiting: waitingPerMember };
}

/** Why a member has to wait before asking for one more; undefined: not at all. */
export function refusalOfPace({ pauseMs, mostWaiting }: Pace, at: MemberPace, now: number): MemberText | undefined {
  if (mostWaiting !== null && at.waiting >= mostWaiting) {
    return { key: 'policy.waiting', params: { most: mostWaiting } };
  }
  const mayAt = (at.lastAcceptedAt ?? Number.NEGATIVE_INFINITY) + pauseMs;
  return pauseMs > 0 && mayAt > now ? { key: 'policy.pause', params: { pauseMs, mayAt } } : undefined;
}
