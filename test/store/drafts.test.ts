import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createDrafts } from '../../src/store/drafts.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { aDraft } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';

const HOUR = 3_600_000;

let file: string;
let database: SqliteDatabase;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-store-'));
  file = join(folder, 'coverband.db');
  database = open();
  return async () => {
    database.close();
    await rm(folder, { recursive: true });
  };
});

function open(): SqliteDatabase {
  return openDatabase({ migrations: jobMigrations, file, log: createLogger({ level: 'silent' }) });
}

const count = async (where: string) => (await database.query(`SELECT key FROM keyv WHERE ${where}`, [])).length;
const rowsLeft = () => count('true');

describe('drafts', () => {
  it('are found by their id, also by the next process', async () => {
    const clock = createManualClock();
    await createDrafts({ database, clock }).save(aDraft());
    database.close();
    database = open();
    const drafts = createDrafts({ database, clock });

    await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft());
    await expect(drafts.get('another')).resolves.toBeUndefined();
  });

  it('are what was saved last', async () => {
    const drafts = createDrafts({ database, clock: createManualClock() });
    await drafts.save(aDraft());
    await drafts.save(aDraft({ style: 'jazz', song: null }));

    await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft({ style: 'jazz', song: null }));
  });

  it('last a day from their last change', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    await drafts.save(aDraft());
    await clock.advance(23 * HOUR);
    await drafts.save(aDraft());

    await clock.advance(24 * HOUR - 1);
    await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft());
    await clock.advance(1);
    await expect(drafts.get(aDraft().id)).resolves.toBeUndefined();
  });

  it('keep each of two changes that come at once', async () => {
    const drafts = createDrafts({ database, clock: createManualClock() });
    await drafts.save(aDraft());
    const [, second] = await Promise.all([
      drafts.change(aDraft().id, (saved) => ({ ...saved, takes: 2 })),
      drafts.change(aDraft().id, (saved) => ({ ...saved, seed: 7 })),
    ]);

    await expect(drafts.get(aDraft().id)).resolves.toEqual(aDraft({ takes: 2, seed: 7 }));
    expect(second).toEqual(aDraft({ takes: 2, seed: 7 }));
  });

  it('do not come back by a change once they are forgotten', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    await drafts.save(aDraft());
    await drafts.forget(aDraft().requester.id, clock.now() + 1);

    await expect(drafts.change(aDraft().id, (saved) => ({ ...saved, takes: 2 }))).resolves.toBeUndefined();
    await expect(drafts.get(aDraft().id)).resolves.toBeUndefined();
    await expect(rowsLeft()).resolves.toBe(0);
  });

  it('of another shape are as good as none', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    const store = createKeyvStore({ database, namespace: 'drafts' });
    await store.set('odd', { expiresAt: clock.now() + HOUR, draft: { ...aDraft(), takes: 'many' } });
    await store.set('older', aDraft());

    await expect(drafts.get('odd')).resolves.toBeUndefined();
    await expect(drafts.get('older')).resolves.toBeUndefined();
  });
});

describe('the drafts of a member', () => {
  const ofMember = (id: string, memberId: string) => aDraft({ id, requester: { id: memberId, name: memberId } });

  it('are all found among many others, no expired one, and with other work in between', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    await drafts.save(ofMember('old', 'ada'));
    await clock.advance(24 * HOUR);
    for (let n = 0; n < 120; n += 1) await drafts.save(ofMember(`draft-${n}`, n % 50 === 49 ? 'ada' : 'bob'));
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);

    const found = (await drafts.of('ada')).map(({ id }) => id).toSorted();
    isDone = true;

    expect(found).toEqual(['draft-49', 'draft-99']);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('are forgotten, also those that cannot be read, and no others', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    const store = createKeyvStore({ database, namespace: 'drafts' });
    for (let n = 0; n < 110; n += 1) await drafts.save(ofMember(`draft-${n}`, 'ada'));
    await drafts.save(ofMember('other', 'bob'));
    const unreadable = { ...ofMember('odd', 'ada'), takes: 'many' };
    await store.set('odd', { expiresAt: clock.now() + HOUR, draft: unreadable });

    await drafts.forget('ada', clock.now() + 1);

    await expect(drafts.of('ada')).resolves.toEqual([]);
    await expect(drafts.of('bob')).resolves.toHaveLength(1);
    await expect(rowsLeft()).resolves.toBe(1);
  });

  it('stay when they were saved after what is to be forgotten', async () => {
    const clock = createManualClock();
    const drafts = createDrafts({ database, clock });
    for (const id of ['old', 'changed']) await drafts.save(ofMember(id, 'ada'));
    await clock.advance(HOUR);
    await drafts.change('changed', (saved) => ({ ...saved, takes: 2 }));
    await drafts.save(ofMember('new', 'ada'));

    await drafts.forget('ada', clock.now());

    expect((await drafts.of('ada')).map(({ id }) => id).toSorted()).toEqual(['changed', 'new']);
  });
});

describe('a Keyv store', () => {
  it('keeps its keys apart from those of other stores', async () => {
    const one = createKeyvStore({ database, namespace: 'one' });
    const other = createKeyvStore({ database, namespace: 'other' });
    await Promise.all([one.set('key', { n: 1 }), other.set('key', ['two'])]);
    await expect(one.get('key')).resolves.toEqual({ n: 1 });

    await one.delete('key');

    await expect(one.get('key')).resolves.toBeUndefined();
    await expect(other.get('key')).resolves.toEqual(['two']);
  });

  it('lists its own entries', async () => {
    const one = createKeyvStore({ database, namespace: 'one' });
    await createKeyvStore({ database, namespace: 'other' }).set('b', 0);
    for (const key of ['c', 'a']) await one.set(key, { key });

    const listed: unknown[] = [];
    for await (const entry of one.entries(createManualClock())) listed.push(entry);

    expect(listed).toEqual([
      ['a', { key: 'a' }],
      ['c', { key: 'c' }],
    ]);
  });

  it('clears away what has expired', async () => {
    const store = createKeyvStore({ database, namespace: 'short', ttlMs: 1 });
    const lasting = createKeyvStore({ database, namespace: 'lasting' });
    await lasting.set('key', 1);
    await store.set('first', 1);

    await expect
      .poll(async () => {
        await store.set('second', 1);
        return count(`key = 'first'`);
      })
      .toBe(0);
    await expect(lasting.get('key')).resolves.toBe(1);
  });

  it('throws when it cannot read or write, rather than say that there is nothing', async () => {
    const store = createKeyvStore({ database, namespace: 'one' });
    await store.set('key', 1);
    database.close();

    await expect(store.get('key')).rejects.toThrow('not open');
    await expect(store.set('key', 2)).rejects.toThrow('not open');
    await expect(store.delete('key')).rejects.toThrow('not open');
    await expect(store.entries(createManualClock()).next()).rejects.toThrow('not open');
  });

  it('is not part of a transaction that is undone meanwhile', async () => {
    const store = createKeyvStore({ database, namespace: 'one' });
    const writing = store.set('key', 1);
    const undone = () =>
      database.store().write(async () => {
        for (let n = 0; n < 50; n += 1) await Promise.resolve();
        throw new Error('undone');
      });
    await Promise.all([expect(undone()).rejects.toThrow('undone'), writing]);
    await Promise.all([expect(undone()).rejects.toThrow('undone'), store.set('other', 2)]);

    await expect(store.get('key')).resolves.toBe(1);
    await expect(store.get('other')).resolves.toBe(2);
  });
});
