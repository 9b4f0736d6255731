/** Longer texts are uploads. */
const LONGEST_TEXT = 2_000;

/** A parsed body as a request log keeps it: long texts are cut, and keys are blanked. */
export function tidiedBody(value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return `${value.slice(0, 100)}… (${value.length})`;
  if (Array.isArray(value)) return value.map(tidiedBody);
  if (typeof value !== 'object' || value === null) return value;
  const tidied = Object.entries(value).map(([name, inner]) => [
    name,
    name === 'apiKey' ? '[secret]' : tidiedBody(inner),
  ]);
  return Object.fromEntries(tidied);
}
