import type { Clock } from '../clock.ts';
import type { ProviderError } from '../errors.ts';

/** So many failures in a row, with none that went well between them, mean that a provider is away. */
const FAILURES = 3;

/** How long nobody is sent to a provider that is away, and to one that only its operator can mend. */
const AWAY_MS = 60_000;
const MENDING_MS = 300_000;

/** What a provider may ask for with `Retry-After`; beyond it, it is looked at all the same. */
const LONGEST_WISH_MS = 300_000;

/** What work with a provider has shown of it. Moments are of the monotonic clock. */
export interface BreakerState {
  /** In a row. */
  failures: number;
  /** It takes no turns until then. */
  closedUntil: number;
  /** It was away, and nothing has gone well since. */
  isOnTrial: boolean;
}

const SOUND: BreakerState = { failures: 0, closedUntil: 0, isOnTrial: false };

/** Keeps turns from a provider that would only refuse them. */
export interface Breaker {
  /** False while turns would be wasted on it. */
  isClosed(): boolean;
  state(): BreakerState;
  succeeded(): void;
  failed(error: ProviderError): void;
}

export interface BreakerOptions {
  clock: Pick<Clock, 'monotonic'>;
  onChange?: (state: BreakerState) => void;
}

export function createBreaker({ clock, onChange = () => undefined }: BreakerOptions): Breaker {
  let state = SOUND;
  const become = (next: BreakerState) => {
    if (next === state) return;
    state = next;
    onChange(state);
  };

  return {
    isClosed: () => clock.monotonic() >= state.closedUntil,
    state: () => state,
    succeeded: () => become(SOUND),
    failed: (error) => become(stateAfter(state, error, clock.monotonic())),
  };
}

/** What a provider's failure says of it, at a moment of the monotonic clock. */
function stateAfter(state: BreakerState, { code, retryAfterMs = 0 }: ProviderError, now: number): BreakerState {
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
    case 'rateLimited':
      if (retryAfterMs <= 0) return state;
      return { ...state, closedUntil: now + Math.min(retryAfterMs, LONGEST_WISH_MS) };
    default:
      // An answer about one song is a sign of life.
      return SOUND;
  }
}
