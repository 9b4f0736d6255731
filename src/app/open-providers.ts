import type { Clock } from '../clock.ts';
import type { ChosenProvider } from '../config/read-config.ts';
import type { ProviderRuntime } from '../covers/make/make-deps.ts';
import type { Model } from '../domain/models.ts';
import { isPriced } from '../domain/money/prices.ts';
import type { ProviderState } from '../domain/policy/operator-desk.ts';
import type { ProviderLimit } from '../domain/turns/turns.ts';
import type { GuardedFetch } from '../http-guard.ts';
import type { Logger } from '../logger.ts';
import { type AccessWatch, createAccessWatch } from '../providers/access-watch.ts';
import { type Breaker, createBreaker } from '../providers/breaker.ts';
import type { Access, Provider } from '../providers/port.ts';
import { createPriceWatch } from '../providers/price-watch.ts';
import { createWatcher } from '../providers/watcher.ts';
import type { FeatureIds, Files, ProviderSigns } from '../store/port.ts';
import type { Lifetime } from './lifetime.ts';

export interface OpenProvidersOptions {
  chosen: readonly ChosenProvider[];
  models: readonly Model[];
  http: GuardedFetch;
  files: Files;
  featureIdsOf(account: string): FeatureIds;
  signs: ProviderSigns;
  /** How much may be under way at a provider has changed. */
  onLimit(provider: string, limit: ProviderLimit): void;
  onPrices: Parameters<typeof createPriceWatch>[0]['onPrices'];
  /** How an account stands has changed. */
  onAccess(provider: string, access: Access): void;
  lifetime: Lifetime;
  clock: Clock;
  random: () => number;
  newId: () => string;
  log: Logger;
}

export interface OpenProviders {
  runtimes: ReadonlyMap<string, ProviderRuntime>;
  limits(): Map<string, ProviderLimit>;
  /** How many covers may run at once, at all of them. */
  slots: number;
  /** How each stands, for whoever watches over the bot. */
  health(): Record<string, ProviderState['health']>;
  states(): readonly ProviderState[];
  /** Begins to look after accounts and prices. */
  start(): void;
}

/** The providers that the operator has chosen, with what watches over each. */
export function openProviders(options: OpenProvidersOptions): OpenProviders {
  const {
    chosen,
    models,
    http,
    files,
    featureIdsOf,
    signs,
    onLimit,
    onPrices,
    onAccess,
    lifetime,
    clock,
    random,
    newId,
    log,
  } = options;
  const breakers = new Map<string, Breaker>();
  const slotsOf = new Map<string, number>();
  const runtimes = new Map<string, ProviderRuntime>();
  for (const { descriptor, settings } of chosen) {
    const { name } = descriptor;
    const slots = settings.running;
    const breaker = createBreaker({ clock, onChange: (state) => onLimit(name, { slots, ...state }) });
    const provider = descriptor.create(settings, { http: http.named(name), files, featureIdsOf, clock, newId });
    const watcher = lifetime.opened(createWatcher({ provider, clock, random, log }), (it) => it.close());
    breakers.set(name, breaker);
    slotsOf.set(name, slots);
    runtimes.set(name, { provider, watch: watcher.watch, breaker: tellingAccess(name, breaker, () => access) });
  }
  const providers: Provider[] = [...runtimes.values()].map(({ provider }) => provider);
  const access: AccessWatch = lifetime.opened(createAccessWatch({ providers, signs, onAccess, clock, log }), (it) =>
    it.stop(),
  );
  // Where the operator has said each price, no list is read.
  const unpriced = new Set<string>(models.filter((row) => !isPriced(row)).map((row) => row.provider));
  const priceWatch = lifetime.opened(
    createPriceWatch({ providers: providers.filter(({ name }) => unpriced.has(name)), clock, log, onPrices }),
    (it) => it.stop(),
  );

  return {
    runtimes,
    limits: () =>
      new Map([...breakers].map(([name, breaker]) => [name, { slots: slotsOf.get(name) ?? 0, ...breaker.state() }])),
    slots: [...slotsOf.values()].reduce((sum, slots) => sum + slots, 0),
    health: () =>
      Object.fromEntries([...breakers].map(([name, breaker]) => [name, healthOf(access.of(name), breaker)])),
    states: () =>
      [...breakers].map(([name, breaker]) => {
        const { failures, closedUntil } = breaker.state();
        return {
          name,
          health: healthOf(access.of(name), breaker),
          failures,
          closedForMs: Math.max(0, closedUntil - clock.monotonic()),
          answeredAt: access.heardAt(name),
        };
      }),
    start() {
      access.start();
      priceWatch.start();
    },
  };
}

function healthOf(account: ReturnType<AccessWatch['of']>, breaker: Breaker) {
  const isAway = account !== 'refused' && account !== 'no credit' && !breaker.isClosed();
  return isAway ? 'open' : account;
}

/** What work with a provider shows of its account is known before the next time that it is asked. */
function tellingAccess(
  name: string,
  breaker: Breaker,
  access: () => Pick<AccessWatch, 'heard'>,
): ProviderRuntime['breaker'] {
  return {
    succeeded() {
      breaker.succeeded();
      access().heard(name, 'ok');
    },
    failed(error) {
      breaker.failed(error);
      access().heard(name, error.code);
    },
  };
}
