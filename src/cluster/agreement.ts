import type { Agreed, Fellow } from './port.ts';

/**
 * The settings in which a process is not like most of those that live; none where it is one of the most. Of two that are as many,
 * those go on that have the smallest id among them, so that all come to the same.
 */
export function differingSettings(own: Agreed, fellows: readonly Fellow[]): string[] {
  const camps = new Map<string, { agreed: Agreed; ids: string[] }>();
  for (const { id, agreed } of fellows) {
    if (!agreed) continue;
    const key = keyOf(agreed);
    const camp = camps.get(key) ?? { agreed, ids: [] };
    camp.ids.push(id);
    camps.set(key, camp);
  }
  const [most] = [...camps.values()].toSorted(
    (one, other) => other.ids.length - one.ids.length || (first(one.ids) < first(other.ids) ? -1 : 1),
  );
  if (!most) return [];
  const names = new Set([...Object.keys(own), ...Object.keys(most.agreed)]);
  return [...names].filter((name) => own[name] !== most.agreed[name]).toSorted();
}

function keyOf(agreed: Agreed): string {
  return JSON.stringify(Object.entries(agreed).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function first(ids: readonly string[]): string {
  return ids.toSorted()[0] ?? '';
}
