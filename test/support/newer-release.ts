/** What only a later release knows. */
export const fromLater = { fromLater: { isKept: true } };

/** With such a field in each object, at each depth. */
export function withWordsOfLater<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withWordsOfLater) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.entries(value).map(([key, one]) => [key, withWordsOfLater(one)]);
  return { ...Object.fromEntries(inside), ...fromLater } as Value;
}

/** Where such fields are. */
export function wordsOfLaterIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, one]) => (key === 'fromLater' ? [path] : wordsOfLaterIn(one, `${path}/${key}`)))
    .toSorted();
}
