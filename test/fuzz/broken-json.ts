import fc from 'fast-check';

type Path = readonly (string | number)[];

/** What stands where something else should. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 1e300, -1e300, 2 ** 53, '', '0', 'error', 'success', [], {}),
  fc.constantFrom<unknown>('file:///etc/passwd', 'http://[', 'data:,', '616263', 'YWJj', 'x'.repeat(5_000)),
  fc.constantFrom<unknown>([[[[]]]], { constructor: { prototype: 1 } }, [null, null], { '': { '': '' } }),
  fc.jsonValue({ maxDepth: 2 }),
);

type Change = { at: number; what: 'replace' | 'remove' | 'double'; by: unknown };

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1_000),
  what: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'double' as const),
  by: odd,
});

/** From one to four changes, and what makes them of a value. */
export const mutation: fc.Arbitrary<(original: unknown) => unknown> = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .map((changes) => (original) => changes.reduce(apply, structuredClone(original)));

/** JSON like one of these, with some of it replaced, left out or doubled; some of it then damaged as text. */
export function brokenJson(...originals: readonly unknown[]): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { maxLength: 4 }))
    .map(([original, changes]) => JSON.stringify(changes.reduce(apply, structuredClone(original))) ?? '');
  const damage = fc.tuple(
    fc.nat(5_000),
    fc.constantFrom('cut', 'insert', 'overwrite'),
    fc.constantFrom(
      '"',
      '{',
      ']',
      '\\',
      '1e999',
      '-',
      '\u0000',
      '\ud800',
      '"\\ud800"',
      '<html>',
      '9'.repeat(400),
      '[['.repeat(60),
    ),
  );
  const damaged = fc.tuple(changed, damage).map(([text, [at, how, by]]) => {
    const place = at % (text.length + 1);
    if (how === 'cut') return text.slice(0, place);
    return text.slice(0, place) + by + text.slice(how === 'insert' ? place : place + by.length);
  });
  return fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: damaged });
}

function apply(value: unknown, { at, what, by }: Change): unknown {
  const paths = pathsOf(value);
  return changeAt(value, paths[at % paths.length] ?? [], what, by);
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...children.flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function changeAt(value: unknown, [key, ...rest]: Path, what: Change['what'], by: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const child = (value as Record<string | number, unknown>)[key];
  if (Array.isArray(value)) {
    const changed = rest.length > 0 || what === 'replace' ? [changeAt(child, rest, what, by)] : [];
    const twice = rest.length === 0 && what === 'double' ? [child, child] : changed;
    return value.toSpliced(Number(key), 1, ...twice);
  }
  const others = Object.entries(value).filter(([name]) => name !== String(key));
  if (rest.length === 0 && what === 'remove') return Object.fromEntries(others);
  return Object.fromEntries([...others, [key, changeAt(child, rest, what, by)]]);
}
