import type { ProviderName } from '../domain/models.ts';

const names: Record<ProviderName, string> = {
  runware: 'Runware',
  aimlapi: 'AI/ML API',
  minimax: 'MiniMax',
};
const namesByProvider: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** A provider as it calls itself; one that is not known any more as it was stored. */
export function providerName(provider: string): string {
  return namesByProvider.get(provider) ?? provider;
}
