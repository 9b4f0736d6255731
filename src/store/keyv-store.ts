import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv } from 'keyv';
import type { SqliteDatabase } from '../database.ts';
import { createKeyedMutex, type KeyedMutex } from '../lib/mutex.ts';
import { afterUpdate, type KeyvStore, type KeyvStoreOptions } from './key-value.ts';
import { createKeyvDriver } from './keyv-driver.ts';
import { createKvRows } from './kv-rows.ts';

/** How many entries are read in one go. */
const READ_AT_ONCE = 100;

export function createKeyvStore(options: KeyvStoreOptions): KeyvStore {
  const { database, ...rest } = options;
  return database.engine === 'sqlite' ? createInFile({ database, ...rest }) : createKvRows({ database, ...rest });
}

function createInFile({
  database,
  namespace,
  ttlMs,
  isRelaxed = false,
  isKept = false,
}: KeyvStoreOptions & { database: SqliteDatabase }): KeyvStore {
  // An adapter of its own for each namespace: two Keyvs on one adapter read and clear each other's keys. Keyv's own timer
  // for expired rows is left off: when a run fails, its error has no listener and would end the process.
  const adapter = new KeyvSqlite({ driver: createKeyvDriver(database, isRelaxed), iterationLimit: READ_AT_ONCE });
  // With a listener for errors, Keyv would turn a failed read into "there is nothing". Without one it throws.
  const keyv = new Keyv({ store: adapter, namespace, ...(ttlMs !== undefined && { ttl: ttlMs }) });

  const { inTurn, kept } = keysOf(database, namespace);

  const changing = <Result>(key: string, change: () => Promise<Result>): Promise<Result> =>
    inTurn(key, () => change().finally(() => kept.forget(key)));

  const set = async (key: string, value: unknown): Promise<void> => {
    if (!(await keyv.set(key, value))) throw new Error(`a value could not be stored among the ${namespace}`);
    // By an index, and no write when nothing has expired.
    if (ttlMs !== undefined) await adapter.clearExpired();
  };

  return {
    get: (key) => (isKept ? kept.read(key, () => keyv.get(key)) : keyv.get(key)),
    set: (key, value) => changing(key, () => set(key, value)),
    delete: (key) => changing(key, async () => void (await keyv.delete(key))),
    update: (key, change, alongside) =>
      changing(key, async () => {
        const before: unknown = await keyv.get(key);
        const wanted = change(before);
        if (wanted === null) await keyv.delete(key);
        else if (wanted !== undefined) await set(key, wanted);
        const after = afterUpdate(before, wanted);
        await alongside?.(after, undefined);
        return { before, after };
      }),
    async *entries(clock) {
      let read = 0;
      for await (const [key, value] of keyv.iterator()) {
        // Awaiting a database that answers at once gives nobody else a turn.
        if (read % READ_AT_ONCE === 0) await clock.yield();
        read += 1;
        yield [String(key), value];
      }
    },
  };
}

/** The keys of a namespace, whichever of a database's stores is asked. */
interface Keys {
  /** Has the work on each key done one after the other. */
  inTurn: KeyedMutex;
  kept: ReturnType<typeof createKeptValues>;
}

const keysIn = new WeakMap<SqliteDatabase, Map<string, Keys>>();

function keysOf(database: SqliteDatabase, namespace: string): Keys {
  const byNamespace = keysIn.get(database) ?? new Map<string, Keys>();
  keysIn.set(database, byNamespace);
  const keys = byNamespace.get(namespace) ?? { inTurn: createKeyedMutex(), kept: createKeptValues() };
  byNamespace.set(namespace, keys);
  return keys;
}

const KEPT_AT_MOST = 1_000;

/** What was read of a file that one process alone has open. */
function createKeptValues() {
  const values = new Map<string, unknown>();
  let changes = 0;
  return {
    async read(key: string, read: () => Promise<unknown>): Promise<unknown> {
      if (values.has(key)) return values.get(key);
      const before = changes;
      const value = await read();
      // Else it may be what was there before a change.
      if (changes === before) {
        if (values.size >= KEPT_AT_MOST) values.clear();
        values.set(key, value);
      }
      return value;
    },
    forget(key: string): void {
      changes += 1;
      values.delete(key);
    },
  };
}
