import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { describeValuesByKey } from '../contracts/stores/by-key.ts';
import { describeDrafts } from '../contracts/stores/drafts.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { useDatabase } from './use-database.ts';

describeDrafts(useDatabase);
describeValuesByKey(useDatabase);

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

describe('a Keyv store in SQLite', () => {
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
