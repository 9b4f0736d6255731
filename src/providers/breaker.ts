import { SOUND, stateAfter } from '../domain/turns/breaker-state.ts';
import type { ProviderError } from '../errors.ts';
import type { Breakers } from '../jobs/breakers.ts';
import type { Logger } from '../logger.ts';

/** Keeps turns from a provider that would only refuse them. Nobody waits for it: what it notes is worth less than any job's record. */
export interface Breaker {
  succeeded(): void;
  failed(error: ProviderError): void;
}

export interface BreakerOptions {
  provider: string;
  breakers: Pick<Breakers, 'change'>;
  log: Logger;
}

export function createBreaker({ provider, breakers, log }: BreakerOptions): Breaker {
  const note = (next: Parameters<Breakers['change']>[1]) => {
    breakers.change(provider, next).catch((error: unknown) => {
      log.warn({ err: error, provider }, 'what a provider has shown could not be noted');
    });
  };

  return {
    succeeded: () => note(() => SOUND),
    failed: (error) => note((state, now) => stateAfter(state, error, now)),
  };
}
