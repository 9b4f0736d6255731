/** One store by two openers of its storage: what changes it goes through the one, and what is asked of it through the other. */
export function readsElsewhere<Store extends object>(one: Store, other: Store, reads: readonly (keyof Store)[]): Store {
  const asked = reads.map((name) => [name, other[name]] as const);
  return { ...one, ...Object.fromEntries(asked) };
}
