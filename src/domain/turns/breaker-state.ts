import type { ProviderError } from '../../errors.ts';

/** So many failures in a row, with none that went well between them, mean that a provider is away. */
const FAILURES = 3;

/** How long nobody is sent to a provider that is away, and to one that only its operator can mend. */
const AWAY_MS = 60_000;
const MENDING_MS = 300_000;

/** What a provider may ask for with `Retry-After`; beyond it, it is looked at all the same. */
const LONGEST_WISH_MS = 300_000;

/** What work with a provider has shown of it. Moments are of a clock that nobody sets. */
export interface BreakerState {
  /** In a row. */
  failures: number;
  /** It takes no turns until then. */
  closedUntil: number;
  /** It was away, and nothing has gone well since: one more than were under way at the fewest may begin, to see. */
  isOnTrial: boolean;
}

export const SOUND: BreakerState = { failures: 0, closedUntil: 0, isOnTrial: false };

/** What a provider's failure says of it. */
export function stateAfter(
  state: BreakerState,
  { code, retryAfterMs = 0 }: Pick<ProviderError, 'code' | 'retryAfterMs'>,
  now: number,
): BreakerState {
  switch (code) {
    case 'auth':
    case 'noAccess':
    case 'noCredit':
      return { ...state, closedUntil: now + MENDING_MS, isOnTrial: true };
    case 'unavailable':
    case 'timeout':
    case 'badResponse': {
      const failures = state.failures + 1;
      if (failures < FAILURES) return { ...state, failures };
      return { failures, closedUntil: now + AWAY_MS, isOnTrial: true };
    }
    case 'heldBack':
      return state;
    case 'rateLimited':
      if (retryAfterMs <= 0) return state;
      return { ...state, closedUntil: now + Math.min(retryAfterMs, LONGEST_WISH_MS) };
    default:
      // An answer about one song is a sign of life.
      return SOUND;
  }
}

/**
 * How many may be under way at a provider, and, while it is on trial, the fewest that were since it may be tried again; `fewest` is
 * that of the last time that it was asked.
 */
export function openSlots(
  slots: number,
  { closedUntil, isOnTrial }: BreakerState,
  { running, fewest }: { running: number; fewest: number | null },
  now: number,
): { slots: number; fewest: number | null } {
  if (closedUntil > now) return { slots: 0, fewest: null };
  if (!isOnTrial) return { slots, fewest: null };
  const fewestNow = Math.min(fewest ?? running, running);
  return { slots: Math.min(slots, fewestNow + 1), fewest: fewestNow };
}
