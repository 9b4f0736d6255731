import type { Clock } from '../clock.ts';
import type { Setting, ValuesOf } from '../config/setting.ts';
import type { Model } from '../domain/models.ts';
import type { GuardedFetch } from '../http-guard.ts';
import type { FeatureIds, Files } from '../store/port.ts';
import type { Provider } from './port.ts';

/** All that the bot knows of one provider before it talks to it: what its folder's `index.ts` says. */
export interface ProviderDescriptor<Settings extends ProviderSettings = ProviderSettings> {
  /** In settings, logs and records; never changed, since stored jobs carry it. Lower-case letters. */
  name: string;
  /** As it calls itself, the same in every language. */
  title: string;
  /** The models that it serves, in the order in which they are tried; their `provider` is `name`. */
  models: readonly Model[];
  /** Under the keys by which `create` reads them. */
  settings: Settings;
  /** Starts nothing, and asks nothing yet. */
  create(settings: ValuesOf<Settings>, deps: ProviderDeps): Provider;
}

/** What belongs to one provider in the environment. Each says how many covers may run there at once. */
export type ProviderSettings = Readonly<Record<string, ProviderSetting<unknown>>> & {
  readonly running: ProviderSetting<number>;
};

export interface ProviderSetting<Value> extends Setting<Value> {
  /** In the environment. */
  name: string;
  /** It must be set while `PROVIDERS` names its provider. */
  isNeeded?: true;
}

/** What a client is made with, beside its settings. */
export interface ProviderDeps {
  /** Its requests are counted as the provider's. */
  http: GuardedFetch;
  files: Files;
  /** Ids under which an account's provider remembers songs. */
  featureIdsOf(account: string): FeatureIds;
  clock: Clock;
  /** Makes a random UUID v4. Those of paid requests come with their orders. */
  newId(): string;
}

/** Lets `create` know the types of what its own settings read as. */
export function describeProvider<Settings extends ProviderSettings>(
  descriptor: ProviderDescriptor<Settings>,
): ProviderDescriptor<Settings> {
  return descriptor;
}
