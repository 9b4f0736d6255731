import type { Clock } from '../clock.ts';
import type { ProviderError } from '../errors.ts';

/** So many failures in a row, with none that went well between them, mean that a provider is away. */
const FAILURES = 3;

/** How long nobody is sent to a provider that is away, and to one that only its operator can mend. */
const AWAY_MS = 60_000;
const MENDING_MS = 300_000;

/** Keeps turns from a provider that would only refuse them. */
export interface Breaker {
  /** False while turns would be wasted on it. After a while one is let through to see. */
  isClosed(): boolean;
  succeeded(): void;
  failed(error: ProviderError): void;
}

export function createBreaker({ clock }: { clock: Clock }): Breaker {
  let failures = 0;
  let openUntil = Number.NEGATIVE_INFINITY;

  return {
    isClosed: () => clock.now() >= openUntil,
    succeeded() {
      failures = 0;
      openUntil = Number.NEGATIVE_INFINITY;
    },
    failed({ code, retryAfterMs = 0 }) {
      if (code === 'auth' || code === 'noAccess' || code === 'noCredit') {
        openUntil = clock.now() + MENDING_MS;
      } else if (code === 'unavailable' || code === 'timeout' || code === 'badResponse') {
        failures += 1;
        if (failures >= FAILURES) openUntil = clock.now() + AWAY_MS;
      } else if (code === 'rateLimited' && retryAfterMs > 0) {
        openUntil = clock.now() + retryAfterMs;
      }
    },
  };
}
