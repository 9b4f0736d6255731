import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Sql } from './store.ts';

/**
 * A statement that runs many times a second: it is built and compiled once, and then run with other values. `build` gets stand-ins for
 * the values, to be handed on to the builder as they are and not looked at; their number may not depend on anything.
 */
export function createHot<Tables, Values extends object, Row>(
  build: (db: Sql<Tables>, values: Values) => Compilable<Row>,
): (db: Sql<Tables>, values: Values) => Promise<QueryResult<Row>> {
  let compiled: CompiledQuery<Row> | undefined;

  return (db, values) => {
    compiled ??= build(db, standIns<Values>()).compile();
    const parameters = compiled.parameters.map((part) => (part instanceof StandIn ? valueFor(values, part) : part));
    return db.executeQuery({ ...compiled, parameters });
  };
}

class StandIn {
  readonly key: PropertyKey;
  constructor(key: PropertyKey) {
    this.key = key;
  }
}

function standIns<Values extends object>(): Values {
  return new Proxy({}, { get: (_, key) => new StandIn(key) }) as Values;
}

function valueFor(values: object, { key }: StandIn): unknown {
  return values[key as keyof typeof values];
}
