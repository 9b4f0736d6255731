import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createFeatureIds } from '../../src/store/feature-ids.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import type { FeatureIds } from '../../src/store/port.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const HOUR = 3_600_000;
const KEY = 'a-key-of-an-account';

let database: SqliteDatabase;
let clock: ManualClock;
let featureIds: FeatureIds;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-store-'));
  database = openDatabase({
    migrations: jobMigrations,
    file: join(folder, 'coverband.db'),
    log: createLogger({ level: 'silent' }),
  });
  clock = createManualClock();
  featureIds = createFeatureIds({ database, clock, account: KEY });
  return async () => {
    database.close();
    await rm(folder, { recursive: true });
  };
});

describe('feature ids', () => {
  it('are found by provider, account and song', async () => {
    await featureIds.save('minimax', 'one', 'f1');
    await featureIds.save('minimax', 'two', 'f2');
    await featureIds.save('aimlapi', 'one', 'f3');
    const elsewhere = createFeatureIds({ database, clock, account: 'another key' });

    await expect(featureIds.get('minimax', 'one')).resolves.toBe('f1');
    await expect(featureIds.get('minimax', 'two')).resolves.toBe('f2');
    await expect(featureIds.get('aimlapi', 'one')).resolves.toBe('f3');
    await expect(featureIds.get('aimlapi', 'two')).resolves.toBeUndefined();
    await expect(elsewhere.get('minimax', 'one')).resolves.toBeUndefined();
  });

  it('are used for 23 hours', async () => {
    await featureIds.save('minimax', 'one', 'f1');

    await clock.advance(23 * HOUR - 1);
    await expect(featureIds.get('minimax', 'one')).resolves.toBe('f1');
    await clock.advance(1);
    await expect(featureIds.get('minimax', 'one')).resolves.toBeUndefined();
  });

  it('are what was saved last, and gone once forgotten', async () => {
    await featureIds.save('minimax', 'one', 'f1');
    await featureIds.save('minimax', 'one', 'f2');
    await expect(featureIds.get('minimax', 'one')).resolves.toBe('f2');

    await featureIds.forget('minimax', 'one');

    await expect(featureIds.get('minimax', 'one')).resolves.toBeUndefined();
    await expect(featureIds.forget('minimax', 'one')).resolves.toBeUndefined();
  });

  it('of another shape are as good as none', async () => {
    await featureIds.save('minimax', 'one', 'f1');
    const [row] = (await database.query('SELECT key FROM keyv', [])) as { key: string }[];
    const key = (row?.key ?? '').replace(/^feature-ids:/, '');
    const store = createKeyvStore({ database, namespace: 'feature-ids' });
    await store.set(key, { featureId: 'f1' });
    await expect(store.get(key)).resolves.toEqual({ featureId: 'f1' });
    await expect(database.query('SELECT key FROM keyv', [])).resolves.toHaveLength(1);

    await expect(featureIds.get('minimax', 'one')).resolves.toBeUndefined();
  });

  it('keep the key of the account to themselves', async () => {
    await featureIds.save('minimax', 'one', 'f1');

    const rows = await database.query('SELECT * FROM keyv', []);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });
});
