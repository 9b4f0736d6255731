import type { PostgresDatabase, Sql } from '../database.ts';
import { afterUpdate, type KeyvStore, type KeyvStoreOptions } from './key-value.ts';

interface Tables {
  kv: { namespace: string; key: string; value: string; expires_at: number | null };
}

/** How many entries are read in one go. */
const READ_AT_ONCE = 100;

/** Keeps the promises of `KeyvStore` with several processes at it: times are the server's, and a key that is being updated is locked. */
export function createKvRows({
  database,
  namespace,
  ttlMs,
}: KeyvStoreOptions & { database: PostgresDatabase }): KeyvStore {
  const { sql, write } = database.store<Tables>();

  /** Of one key, where there is a value that has not expired. */
  const rowOf = (db: Sql<Tables>, key: string) =>
    db
      .selectFrom('kv')
      .select(['value', 'expires_at'])
      .where('namespace', '=', namespace)
      .where('key', '=', key)
      .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', database.leaseNow())]));

  const set = async (db: Sql<Tables>, key: string, value: unknown) => {
    const stored = {
      value: JSON.stringify(value),
      expires_at: ttlMs === undefined ? null : database.leaseNow() + ttlMs,
    };
    await db
      .insertInto('kv')
      .values({ namespace, key, ...stored })
      .onConflict((conflict) => conflict.columns(['namespace', 'key']).doUpdateSet(stored))
      .execute();
  };

  const remove = async (db: Sql<Tables>, key: string) => {
    await db.deleteFrom('kv').where('namespace', '=', namespace).where('key', '=', key).execute();
  };

  const dropExpired = async () => {
    if (ttlMs === undefined) return;
    await sql.deleteFrom('kv').where('expires_at', '<=', database.leaseNow()).execute();
  };

  return {
    async get(key) {
      const row = await rowOf(sql, key).executeTakeFirst();
      return row && JSON.parse(row.value);
    },
    async set(key, value) {
      await set(sql, key, value);
      await dropExpired();
    },
    delete: (key) => remove(sql, key),
    async update(key, change, alongside) {
      const updated = await write(async (tx) => {
        // Where nothing is, something is put to be locked; it goes again where nothing is to be there.
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('kv')
          .values({ namespace, key, value: 'null', expires_at: 0 })
          .onConflict((conflict) => conflict.columns(['namespace', 'key']).doUpdateSet({ key }))
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw new Error('a key could not be locked');
        const row = await rowOf(tx, key).executeTakeFirst();
        const before: unknown = row && JSON.parse(row.value);
        const wanted = change(before);
        if (wanted !== undefined && wanted !== null) await set(tx, key, wanted);
        else if (wanted === null || !row) await remove(tx, key);
        const after = afterUpdate(before, wanted);
        await alongside?.(after, tx as unknown as Sql<never>);
        return { before, after };
      });
      if (updated.after !== updated.before) await dropExpired();
      return updated;
    },
    async *entries(clock) {
      let last: string | undefined;
      for (;;) {
        const page = sql
          .selectFrom('kv')
          .select(['key', 'value'])
          .where('namespace', '=', namespace)
          .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', database.leaseNow())]))
          .orderBy('key')
          .limit(READ_AT_ONCE);
        const rows = await (last === undefined ? page : page.where('key', '>', last)).execute();
        for (const { key, value } of rows) yield [key, JSON.parse(value)];
        last = rows.at(-1)?.key;
        if (rows.length < READ_AT_ONCE) return;
        await clock.yield();
      }
    },
  };
}
