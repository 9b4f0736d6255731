import type { BreakerState } from '../domain/turns/breaker-state.ts';

/** What work with each provider has shown of it: it decides whether turns are given there. */
export interface Breakers {
  /** By name. One that is not named is sound. */
  all(): Promise<ReadonlyMap<string, BreakerState>>;
  /** What a provider's state becomes, by what it is; `now` is of the clock that its moments are of. */
  change(provider: string, next: (state: BreakerState, now: number) => BreakerState): Promise<void>;
  /** Tells each change that this process has made, after the write. */
  onChange(listener: (provider: string, state: BreakerState) => void): void;
  now(): number;
}
