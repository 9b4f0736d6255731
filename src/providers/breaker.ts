import type { Clock } from '../clock.ts';
import type { ProviderError } from '../errors.ts';

/** So many failures in a row, with none that went well between them, mean that a provider is away. */
const FAILURES = 3;

/** How long nobody is sent to a provider that is away, and to one that only its operator can mend. */
const AWAY_MS = 60_000;
const MENDING_MS = 300_000;

/** What a provider may ask for with `Retry-After`; beyond it, it is looked at all the same. */
const LONGEST_WISH_MS = 300_000;

/** Keeps turns from a provider that would only refuse them. */
export interface Breaker {
  /** False while turns would be wasted on it. */
  isClosed(): boolean;
  /** How many tasks may be under way while `running` are: none more while it is away, then one more to see, else `limit`. */
  slots(limit: number, running: number): number;
  /** When it takes turns again, after `now`, both by the monotonic clock; undefined where it does already. */
  reopensAt(now: number): number | undefined;
  succeeded(): void;
  failed(error: ProviderError): void;
}

export function createBreaker({ clock }: { clock: Clock }): Breaker {
  let failures = 0;
  let openUntil = Number.NEGATIVE_INFINITY;
  /** It was away, and nothing has gone well since. */
  let isDoubtful = false;
  /** The fewest that were under way since it may be tried again. */
  let fewest = Number.POSITIVE_INFINITY;

  const isClosed = () => clock.monotonic() >= openUntil;

  const open = (forMs: number) => {
    openUntil = clock.monotonic() + forMs;
    fewest = Number.POSITIVE_INFINITY;
  };

  const succeeded = () => {
    failures = 0;
    isDoubtful = false;
    openUntil = Number.NEGATIVE_INFINITY;
  };

  return {
    isClosed,
    slots(limit, running) {
      if (!isClosed()) return 0;
      if (!isDoubtful) return limit;
      fewest = Math.min(fewest, running);
      return Math.min(limit, fewest + 1);
    },
    reopensAt: (now) => (openUntil > now ? openUntil : undefined),
    succeeded,
    failed({ code, retryAfterMs = 0 }) {
      switch (code) {
        case 'auth':
        case 'noAccess':
        case 'noCredit':
          isDoubtful = true;
          return open(MENDING_MS);
        case 'unavailable':
        case 'timeout':
        case 'badResponse':
          failures += 1;
          if (failures < FAILURES) return;
          isDoubtful = true;
          return open(AWAY_MS);
        case 'rateLimited':
          if (retryAfterMs > 0) open(Math.min(retryAfterMs, LONGEST_WISH_MS));
          return;
        default:
          // An answer about one song is a sign of life.
          return succeeded();
      }
    },
  };
}
