import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { createLogger } from '../../src/logger.ts';

interface Tables {
  notes: { text: string };
}

const log = createLogger({ level: 'silent' });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-store-'));
  return () => rm(folder, { recursive: true });
});

function open() {
  const migrations = ['CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT'];
  const database = openDatabase({ file: join(folder, 'data.db'), log, migrations });
  onTestFinished(() => database.close());
  const store = database.store<Tables>();
  const texts = async () => (await store.sql.selectFrom('notes').select('text').execute()).map(({ text }) => text);
  return { ...store, database, texts };
}

describe('a transaction', () => {
  it('writes all or nothing', async () => {
    const { write, texts } = open();

    const failing = write(async (sql) => {
      await sql.insertInto('notes').values({ text: 'lost' }).execute();
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    await write((sql) => sql.insertInto('notes').values({ text: 'kept' }).execute());

    expect(await texts()).toEqual(['kept']);
  });

  it('lets nobody else in between its statements', async () => {
    const { write, sql, texts } = open();
    const add = (text: string) => sql.insertInto('notes').values({ text }).execute();

    const transaction = write(async (tx) => {
      for (let n = 0; n < 3; n += 1)
        await tx
          .insertInto('notes')
          .values({ text: `inside ${n}` })
          .execute();
      throw new Error('undone');
    });
    await Promise.all([
      expect(transaction).rejects.toThrow('undone'),
      add('outside'),
      write(async (tx) => {
        await tx.insertInto('notes').values({ text: 'another' }).execute();
      }),
    ]);

    expect((await texts()).toSorted()).toEqual(['another', 'outside']);
  });

  it('is undone when it waits for anything but the database, and holds up nobody', async () => {
    const { write, sql, texts } = open();
    const never = new Promise((resolve) => setTimeout(resolve, 20));

    const waiting = write(async (tx) => {
      await tx.insertInto('notes').values({ text: 'late' }).execute();
      await never;
      await tx.insertInto('notes').values({ text: 'later' }).execute();
    });

    await expect(waiting).rejects.toThrow('must not wait for anything else');
    await sql.insertInto('notes').values({ text: 'next' }).execute();
    expect(await texts()).toEqual(['next']);
  });

  it.each([
    'a statement',
    'another transaction',
    'a library',
  ])('throws where its work uses %s beside it', async (kind) => {
    const { write, sql, database, texts } = open();
    const ways: Record<string, () => Promise<unknown>> = {
      'a statement': () => sql.selectFrom('notes').selectAll().execute(),
      'another transaction': () => write(async () => undefined),
      'a library': () => database.query('SELECT 1', []),
    };

    await expect(write(async () => ways[kind]?.())).rejects.toThrow('only the transaction may be used');
    expect(await texts()).toEqual([]);
  });

  it('tells that it was committed before anybody else writes', async () => {
    const { write } = open();
    const told: string[] = [];
    const note = (text: string, hops: number) =>
      write(
        async (sql) => {
          for (let n = 0; n < hops; n += 1) await Promise.resolve();
          await sql.insertInto('notes').values({ text }).execute();
          return text;
        },
        (result) => told.push(result),
      );

    await Promise.all([note('first', 9), note('second', 0)]);

    expect(told).toEqual(['first', 'second']);
  });
});

describe('what is relaxed', () => {
  const levelOf = (database: ReturnType<typeof open>['database']) =>
    Number(Object.values(database.statement('PRAGMA synchronous').get() ?? {})[0]);
  const [NORMAL, FULL] = [1, 2];

  it('need not be on the disk at once, and whatever comes after it must', async () => {
    const { write, sql, relaxed, database, texts } = open();
    expect(levelOf(database)).toBe(FULL);
    await relaxed.sql.insertInto('notes').values({ text: 'one' }).execute();
    expect(levelOf(database)).toBe(NORMAL);
    await sql.insertInto('notes').values({ text: 'two' }).execute();
    expect(levelOf(database)).toBe(FULL);
    await relaxed.write((tx) => tx.insertInto('notes').values({ text: 'three' }).execute());
    expect(levelOf(database)).toBe(NORMAL);
    await write((tx) => tx.insertInto('notes').values({ text: 'four' }).execute());
    expect(levelOf(database)).toBe(FULL);
    await database.query("INSERT INTO notes VALUES ('five')", [], true);
    expect(levelOf(database)).toBe(NORMAL);
    await database.query('SELECT text FROM notes', []);
    expect(levelOf(database)).toBe(NORMAL);
    await database.query("INSERT INTO notes VALUES ('six')", []);
    expect(levelOf(database)).toBe(FULL);
    expect(await texts()).toEqual(['one', 'two', 'three', 'four', 'five', 'six']);
  });
});
