import type { Model } from '../domain/models.ts';
import { providers } from './index.ts';

/** The rows of all models of all providers, offered or not. */
export const models: readonly Model[] = providers.flatMap((provider) => provider.models);

const titles: ReadonlyMap<string, string> = new Map(providers.map(({ name, title }) => [name, title]));

/** A provider as it calls itself; one that is not known any more as it was stored. */
export function providerName(provider: string): string {
  return titles.get(provider) ?? provider;
}
