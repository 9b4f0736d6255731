import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { PostgresOptions } from '../../src/database/postgres/open.ts';
import { DatabaseAwayError, type PostgresDatabase } from '../../src/database.ts';
import { startPostgresProxy } from '../support/postgres-proxy.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { createTestDatabase, hasPostgres, openPostgresAt, type TestDatabase } from './use-postgres.ts';

interface Tables {
  kv: { namespace: string; key: string; value: string; expires_at: number | null };
}

/** A database with somebody who works on it. */
async function useEngine(options: Partial<PostgresOptions> = {}) {
  const test = await createTestDatabase();
  const database = await test.open(options);
  onTestFinished(async () => {
    await database.close();
    await test.drop();
  });
  return { test, database, ...storeOf(database) };
}

/** The same by way of a proxy, which cuts connections. */
async function useProxiedEngine() {
  const test = await createTestDatabase();
  const proxy = await startPostgresProxy(test.url);
  const database = await test.open({ url: proxy.url });
  onTestFinished(async () => {
    await database.close();
    await proxy.close();
    await test.drop();
  });
  return { test, proxy, ...storeOf(database) };
}

function storeOf(database: PostgresDatabase) {
  const { sql, write } = database.store<Tables>();
  const rowOf = (key: string, value = '1') => ({ namespace: 'test', key, value, expires_at: null });
  return {
    sql,
    write,
    /** Fails where it is done twice. */
    put: (key: string, value?: string) => sql.insertInto('kv').values(rowOf(key, value)).execute(),
    putInOneWrite: (key: string, tries?: string[]) =>
      write(async (tx) => {
        tries?.push(key);
        await tx.insertInto('kv').values(rowOf(key)).execute();
      }),
    addOne: (key: string) =>
      write((tx) =>
        tx
          .insertInto('kv')
          .values(rowOf(key))
          .onConflict((conflict) =>
            conflict.columns(['namespace', 'key']).doUpdateSet((eb) => ({ value: eb('kv.value', '||', '1') })),
          )
          .execute(),
      ),
  };
}

const keysIn = async (test: TestDatabase) =>
  (await test.query('SELECT key FROM kv ORDER BY key')).map(({ key }) => key);
const valueIn = async (test: TestDatabase, key: string) =>
  (await test.query('SELECT value FROM kv WHERE key = $1', [key]))[0]?.value;

/** Ends the connections of the bot, as a proxy or a server does. */
const cutAll = (test: TestDatabase) =>
  test.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'coverband'",
  );

describe.skipIf(!hasPostgres)('a transaction in PostgreSQL', () => {
  it('of which the answer to the commit is lost was done, and is not done again', async () => {
    const { test, proxy, addOne } = await useProxiedEngine();
    proxy.cutAt('COMMIT', 'afterIt');

    await addOne('key');

    await expect(valueIn(test, 'key')).resolves.toBe('1');
    expect(proxy.heard('pg_xact_status')).toBe(1);
  });

  it('of which the commit is lost on its way is done again, and once', async () => {
    const { test, proxy, addOne } = await useProxiedEngine();
    const before = proxy.heard('COMMIT');
    proxy.cutAt('COMMIT', 'beforeIt');

    await addOne('key');

    await expect(valueIn(test, 'key')).resolves.toBe('1');
    expect(proxy.heard('COMMIT') - before).toBe(1);
  });

  it.each([
    'beforeIt',
    'afterIt',
  ] as const)('whose connection is cut %s while a statement is sent is done again', async (cut) => {
    const { test, proxy, putInOneWrite } = await useProxiedEngine();
    const tries: string[] = [];
    proxy.cutAt('insert into', cut);

    await putInOneWrite('key', tries);

    await expect(keysIn(test)).resolves.toEqual(['key']);
    expect(tries).toHaveLength(2);
  });

  it('that stands still is ended by the server within two seconds, which lets others go on, and is done again', async () => {
    const { test, write, put } = await useEngine();
    await put('key');
    const other = storeOf(await openBeside(test));
    const stands = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    let tries = 0;
    const standing = write(async (tx) => {
      tries += 1;
      await tx.updateTable('kv').set({ value: 'slow' }).where('key', '=', 'key').execute();
      locked.resolve();
      if (tries === 1) await stands.promise;
      await tx.updateTable('kv').set({ expires_at: 7 }).where('key', '=', 'key').execute();
    });
    await locked.promise;

    const from = performance.now();
    await other.write((tx) => tx.updateTable('kv').set({ value: 'quick' }).where('key', '=', 'key').execute());
    const waitedMs = performance.now() - from;
    stands.resolve();
    await standing;

    expect(waitedMs).toBeLessThan(4_000);
    expect(tries).toBe(2);
    await expect(test.query('SELECT value, expires_at::int FROM kv')).resolves.toEqual([
      { value: 'slow', expires_at: 7 },
    ]);
  });

  it('is undone where its work throws, and that is thrown', async () => {
    const { test, write } = await useEngine();
    const failing = write(async (tx) => {
      await tx.insertInto('kv').values({ namespace: 'test', key: 'key', value: '1', expires_at: null }).execute();
      throw new Error('not that');
    });

    await expect(failing).rejects.toThrow('not that');
    await expect(keysIn(test)).resolves.toEqual([]);
  });

  it('is undone where its work goes on after a statement that failed', async () => {
    const { test, write } = await useEngine();
    const going = write(async (tx) => {
      const row = { namespace: 'test', key: 'key', value: '1', expires_at: null };
      await tx.insertInto('kv').values(row).execute();
      await tx
        .insertInto('kv')
        .values({ ...row, value: null as never })
        .execute()
        .catch(() => undefined);
    });

    await expect(going).rejects.toThrow('went on after one of its statements had failed');
    await expect(keysIn(test)).resolves.toEqual([]);
  });

  it('throws where its work uses a statement or another transaction beside it', async () => {
    const { write, sql } = await useEngine();
    const refusal = 'only the transaction may be used';

    await expect(write(() => write(async () => undefined))).rejects.toThrow(refusal);
    await expect(write(() => sql.selectFrom('kv').selectAll().execute())).rejects.toThrow(refusal);
    await expect(sql.selectFrom('kv').selectAll().execute()).resolves.toEqual([]);
  });

  it('of two that lock each other out is done in the end', async () => {
    const { test, put, write } = await useEngine();
    for (const key of ['one', 'other']) await put(key);
    const both = (first: string, second: string) =>
      write(async (tx) => {
        for (const key of [first, second])
          await tx
            .updateTable('kv')
            .set((eb) => ({ value: eb('value', '||', '1') }))
            .where('key', '=', key)
            .execute();
      });

    await Promise.all([both('one', 'other'), both('other', 'one'), both('one', 'other')]);

    await expect(valueIn(test, 'one')).resolves.toBe('1111');
    await expect(valueIn(test, 'other')).resolves.toBe('1111');
  });
});

describe.skipIf(!hasPostgres)('a statement by itself in PostgreSQL', () => {
  it('that changes something is not said again when its answer is lost', async () => {
    const { test, proxy, put } = await useProxiedEngine();
    proxy.cutAt('insert into', 'afterIt');

    await expect(put('key')).rejects.toThrow(DatabaseAwayError);

    expect(proxy.heard('insert into')).toBe(1);
    await expect.poll(() => keysIn(test)).toEqual(['key']);
  });

  it('that only reads is said again', async () => {
    const { proxy, put, sql } = await useProxiedEngine();
    await put('key');
    proxy.cutAt('select "key"', 'afterIt');

    await expect(sql.selectFrom('kv').select('key').execute()).resolves.toEqual([{ key: 'key' }]);
    expect(proxy.heard('select "key"')).toBe(2);
  });

  it('goes by another connection when the one that nobody used has ended', async () => {
    const { test, sql } = await useEngine();
    await sql.selectFrom('kv').select('key').execute();
    await cutAll(test);

    await expect(sql.selectFrom('kv').select('key').execute()).resolves.toEqual([]);
  });

  it('loses the zeros of its text, and no other letter', async () => {
    const { put, sql } = await useEngine();
    await put('key', 'a\0b – ü 🎵\0');

    await expect(sql.selectFrom('kv').select('value').execute()).resolves.toEqual([{ value: 'ab – ü 🎵' }]);
  });

  it('has whole numbers and sums as numbers', async () => {
    const { put, sql } = await useEngine();
    await put('key');
    const moment = Date.UTC(2026, 10, 29);
    await sql.updateTable('kv').set({ expires_at: moment }).execute();
    const sums = sql
      .selectFrom('kv')
      .select(({ fn }) => ['expires_at', fn.sum<number>('expires_at').as('sum'), fn.countAll<number>().as('count')])
      .groupBy('expires_at');

    await expect(sums.execute()).resolves.toEqual([{ expires_at: moment, sum: moment, count: 1 }]);
  });
});

describe.skipIf(!hasPostgres)('a server of PostgreSQL', () => {
  it('that starts again is waited for, whether it was stopped or crashed, and has all that it has said yes to', async () => {
    const server = await startPostgres({ isDurable: true });
    if (!server) return;
    const troubles: (string | undefined)[] = [];
    const database = await openPostgresAt(server.url);
    onTestFinished(async () => {
      await database.close();
      await server.close();
    });
    const { putInOneWrite, sql } = storeOf(database);
    await putInOneWrite('before');
    for (const end of [server.stop, server.kill]) {
      await end();
      const writing = putInOneWrite(`after ${end.name}`);
      await expect.poll(() => database.trouble(), { timeout: 10_000 }).toBe('away');
      troubles.push(database.trouble());
      await server.start();
      await writing;
      expect(database.trouble()).toBeUndefined();
    }

    const keys = (await sql.selectFrom('kv').select('key').orderBy('key').execute()).map(({ key }) => key);
    expect(keys).toHaveLength(3);
    expect(troubles).toEqual(['away', 'away']);
  });

  it('tells all who share it the same time, whatever their clocks show', async () => {
    const { test, database } = await useEngine();
    const slow = await openBeside(test, {
      clock: { now: Date.now, monotonic: () => performance.now() + 5_000, sleep: async () => undefined },
    });
    const [row] = await test.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now');
    const now = Number(row?.now);

    for (const one of [database, slow]) expect(Math.abs(one.leaseNow() - now)).toBeLessThan(500);
  });

  it('that is not there is told of in the words of an operator', async () => {
    await expect(openPostgresAt('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow(DatabaseAwayError);
    const url = new URL(inject('postgresUrl'));
    url.pathname = '/there_is_none';
    await expect(openPostgresAt(url.href)).rejects.toThrow('DATABASE_URL');
  });
});

async function openBeside(test: TestDatabase, options?: Partial<PostgresOptions>): Promise<PostgresDatabase> {
  const database = await test.open(options);
  onTestFinished(() => database.close());
  return database;
}
