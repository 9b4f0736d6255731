/** By what the providers are stored under. */
const names: ReadonlyMap<string, string> = new Map([
  ['runware', 'Runware'],
  ['aimlapi', 'AI/ML API'],
  ['minimax', 'MiniMax'],
]);

/** A provider as it calls itself; one that is not known any more as it was stored. */
export function providerName(provider: string): string {
  return names.get(provider) ?? provider;
}
