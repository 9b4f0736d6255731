import type { Clock } from '../clock.ts';
import type { Notifier } from '../cluster/port.ts';
import type { ChosenProvider } from '../config/read-config.ts';
import type { ProviderRuntime } from '../covers/make/make-deps.ts';
import type { Model } from '../domain/models.ts';
import { isPriced } from '../domain/money/prices.ts';
import type { Access, ProviderState } from '../domain/policy/operator-desk.ts';
import { type BreakerState, SOUND } from '../domain/turns/breaker-state.ts';
import type { GuardedFetch } from '../http-guard.ts';
import type { Breakers } from '../jobs/breakers.ts';
import type { Logger } from '../logger.ts';
import { type AccessWatch, createAccessWatch } from '../providers/access-watch.ts';
import { type Breaker, createBreaker } from '../providers/breaker.ts';
import type { Provider } from '../providers/port.ts';
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
  breakers: Breakers;
  /** The other processes that work with them. */
  others: Notifier;
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
  /** How many covers may run at once at each. */
  slots: ReadonlyMap<string, number>;
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
    breakers,
    others,
    onPrices,
    onAccess,
    lifetime,
    clock,
    random,
    newId,
    log,
  } = options;
  /** For those who look: what was last noted of each. */
  const noted = new Map<string, BreakerState>();
  const tellOthers = () => others.tell('providers');
  breakers.onChange((name, state) => {
    noted.set(name, state);
    tellOthers();
  });
  const isAway = (name: string) => (noted.get(name) ?? SOUND).closedUntil > breakers.now();
  const slotsOf = new Map<string, number>();
  const runtimes = new Map<string, ProviderRuntime>();
  for (const { descriptor, settings } of chosen) {
    const { name } = descriptor;
    const breaker = createBreaker({ provider: name, breakers, log });
    const provider = descriptor.create(settings, { http: http.named(name), files, featureIdsOf, clock, newId });
    const watcher = lifetime.opened(createWatcher({ provider, clock, random, log }), (it) => it.close());
    slotsOf.set(name, settings.running);
    runtimes.set(name, { provider, watch: watcher.watch, breaker: tellingAccess(name, breaker, () => access) });
  }
  const providers: Provider[] = [...runtimes.values()].map(({ provider }) => provider);
  const access: AccessWatch = lifetime.opened(
    createAccessWatch({ providers, signs, onAccess, onNoted: tellOthers, now: breakers.now, clock, log }),
    (it) => it.stop(),
  );
  const readBreakers = async () => {
    for (const [name, state] of await breakers.all()) noted.set(name, state);
  };
  const noteUnread = (error: unknown) => log.warn({ err: error }, 'how providers stand elsewhere was not looked at');
  others.onTold((topic) => {
    if (topic === undefined || topic === 'providers') Promise.all([readBreakers(), access.refresh()]).catch(noteUnread);
  });
  // Where the operator has said each price, no list is read.
  const unpriced = new Set<string>(models.filter((row) => !isPriced(row)).map((row) => row.provider));
  const priceWatch = lifetime.opened(
    createPriceWatch({ providers: providers.filter(({ name }) => unpriced.has(name)), clock, log, onPrices }),
    (it) => it.stop(),
  );

  return {
    runtimes,
    slots: slotsOf,
    health: () =>
      Object.fromEntries([...slotsOf.keys()].map((name) => [name, healthOf(access.of(name), isAway(name))])),
    states: () =>
      [...slotsOf.keys()].map((name) => {
        const { failures, closedUntil } = noted.get(name) ?? SOUND;
        return {
          name,
          health: healthOf(access.of(name), isAway(name)),
          failures,
          closedForMs: Math.max(0, closedUntil - breakers.now()),
          answeredAt: access.heardAt(name),
        };
      }),
    start() {
      readBreakers().catch(noteUnread);
      access.start();
      priceWatch.start();
    },
  };
}

function healthOf(account: ReturnType<AccessWatch['of']>, isAway: boolean) {
  return isAway && account !== 'refused' && account !== 'no credit' ? 'open' : account;
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
