import type { Json } from './types.ts';

export interface PlacedComponent {
  component: Json;
  path: (string | number)[];
}

/** Every component with its place, nested ones included: children of rows and containers, accessories, children of labels. */
export function walkComponents(components: readonly Json[], path: (string | number)[] = []): PlacedComponent[] {
  return components.flatMap((component, index) => walkOne(component, [...path, index]));
}

function walkOne(component: Json, path: (string | number)[]): PlacedComponent[] {
  const nested = Array.isArray(component.components) ? component.components.filter(isJson) : [];
  const single = (['accessory', 'component'] as const).flatMap((key) => {
    const child = component[key];
    return isJson(child) ? walkOne(child, [...path, key]) : [];
  });
  return [{ component, path }, ...walkComponents(nested, [...path, 'components']), ...single];
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Discord numbers the components of a message that came without an id. */
export function numbered(components: readonly Json[]): Json[] {
  const copy = structuredClone([...components]);
  const all = walkComponents(copy).map(({ component }) => component);
  const taken = new Set(all.map(({ id }) => id));
  let next = 1;
  for (const component of all) {
    // 0 means "none" to Discord.
    if (component.id !== undefined && component.id !== 0) continue;
    while (taken.has(next)) next += 1;
    component.id = next;
    taken.add(next);
  }
  return copy;
}
