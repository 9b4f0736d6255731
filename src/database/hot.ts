import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Sql } from './store.ts';

/** By name, such as the values of one column, in order. */
type Lists = Readonly<Record<string, readonly unknown[]>>;

/**
 * A statement that runs many times a second: it is built and compiled once, and then run with other values. `build` gets stand-ins for
 * the values, to be handed on to the builder as they are and not looked at. It is built anew for each length of its lists, and for
 * each kind of database.
 */
export function createHot<Tables, Values extends object, Row, Given extends Lists = Record<never, never>>(
  build: (db: Sql<Tables>, values: Values, lists: Given) => Compilable<Row>,
): (db: Sql<Tables>, values: Values, lists?: Given) => Promise<QueryResult<Row>> {
  const byKind = new WeakMap<object, Map<string, CompiledQuery<Row>>>();

  const compile = (db: Sql<Tables>, lists: Given): CompiledQuery<Row> => {
    const kind = db.getExecutor().adapter.constructor;
    const byLength = byKind.get(kind) ?? new Map<string, CompiledQuery<Row>>();
    byKind.set(kind, byLength);
    let key = '';
    for (const name in lists) key += `${lists[name]?.length} `;
    const compiled = byLength.get(key) ?? build(db, valuesFor<Values>(), listsFor(lists)).compile();
    byLength.set(key, compiled);
    return compiled;
  };

  return (db, values, lists = {} as Given) => {
    const compiled = compile(db, lists);
    const parameters = compiled.parameters.map((part) => (part instanceof StandIn ? part.among(values, lists) : part));
    return db.executeQuery({ ...compiled, parameters });
  };
}

/**
 * The values of a set, some of them more than once, so that sets of all sizes make few lengths: what a statement says `in` or `not in` to
 * means the same.
 */
export function padded<Value>(values: readonly Value[]): Value[] {
  const [first] = values;
  if (first === undefined) return [];
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array<Value>(length - values.length).fill(first)];
}

class StandIn {
  readonly #name: string;
  readonly #index: number | undefined;
  constructor(name: string, index?: number) {
    this.#name = name;
    this.#index = index;
  }
  among(values: object, lists: Lists): unknown {
    if (this.#index !== undefined) return lists[this.#name]?.[this.#index];
    return values[this.#name as keyof typeof values];
  }
}

function valuesFor<Values extends object>(): Values {
  return new Proxy({}, { get: (_, name) => new StandIn(String(name)) }) as Values;
}

function listsFor<Given extends Lists>(lists: Given): Given {
  const standIns = Object.entries(lists).map(([name, list]) => [
    name,
    list.map((_, index) => new StandIn(name, index)),
  ]);
  return Object.fromEntries(standIns) as Given;
}
