/**
 * What was made for a key, kept as long as it would be made of the very same things. At most so many keys are kept: then it begins
 * anew, and nothing is lost but time.
 */
export function createKept<Value>(most: number) {
  const kept = new Map<string, { of: readonly unknown[]; value: Value }>();

  return (key: string, of: readonly unknown[], make: () => Value): Value => {
    const before = kept.get(key);
    if (before?.of.every((part, index) => part === of[index])) return before.value;
    if (kept.size >= most) kept.clear();
    const value = make();
    kept.set(key, { of, value });
    return value;
  };
}
