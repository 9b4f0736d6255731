import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, open as openFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createBackups } from '../../src/database/backups.ts';
import { openDatabase } from '../../src/database.ts';
import { createLogger } from '../../src/logger.ts';
import { inOneWrite } from '../support/in-one-write.ts';
import { createManualClock } from '../support/manual-clock.ts';

const log = createLogger({ level: 'silent' });
const NOTES = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-copy-'));
  file = join(folder, 'data.db');
  return () => rm(folder, { recursive: true });
});

function open() {
  const database = openDatabase({ file, log, migrations: [NOTES] });
  onTestFinished(() => database.close());
  const add = (text: string) => database.statement('INSERT INTO notes VALUES (?)').run(text);
  return { ...database, add };
}

function textsIn(path: string): unknown[] {
  using copy = new DatabaseSync(path, { readOnly: true });
  return copy
    .prepare('SELECT text FROM notes')
    .all()
    .map(({ text }) => text);
}

describe('copyTo', () => {
  it('has all that was stored before, and nothing of what is stored meanwhile', async () => {
    const database = open();
    for (let n = 0; n < 50; n += 1) database.add(`before ${n} ${'x'.repeat(10_000)}`);
    const copied = database.copyTo(join(folder, 'copy.db'));

    // More than a checkpoint waits for.
    inOneWrite(database, () => {
      for (let n = 0; n < 600; n += 1) database.add(`meanwhile ${n} ${'x'.repeat(10_000)}`);
    });
    const sizeBytes = await copied;

    expect(textsIn(join(folder, 'copy.db'))).toEqual(
      Array.from({ length: 50 }, (_, n) => `before ${n} ${'x'.repeat(10_000)}`),
    );
    expect(statSync(join(folder, 'copy.db'))).toMatchObject({ size: sizeBytes });
    expect(statSync(join(folder, 'copy.db')).mode & 0o077).toBe(0);
    expect(database.statement('SELECT count(*) AS notes FROM notes').get()).toEqual({ notes: 650 });
    // Of the file itself nothing has changed; it does again from now on.
    expect(statSync(file).size).toBeLessThan(1_000_000);
    database.add('after');
    expect(statSync(file).size).toBeGreaterThan(6_000_000);
    // And the lock is still held.
    using other = new DatabaseSync(file, { timeout: 0 });
    expect(() => other.prepare('SELECT * FROM notes').all()).toThrow('locked');
  });

  it('leaves nothing when the database is closed in the middle', async () => {
    const database = open();
    for (let n = 0; n < 100; n += 1) database.add('x'.repeat(100_000));
    const copied = expect(database.copyTo(join(folder, 'copy.db'))).rejects.toThrow('closed');

    database.close();

    await copied;
    expect(readdirSync(folder)).toEqual(['data.db']);
  });

  it('never calls a damaged database a good copy, and leaves nothing of it', async () => {
    const database = open();
    for (let n = 0; n < 300; n += 1) database.add('x'.repeat(1_000));
    database.statement('PRAGMA wal_checkpoint(TRUNCATE)').get();
    await damage(file, 40_960);

    await expect(database.copyTo(join(folder, 'copy.db'))).rejects.toMatchObject({ name: 'DatabaseDamagedError' });
    expect(readdirSync(folder)).not.toContain('copy.db');
  });
});

describe('a backup', () => {
  it('is named by its time, and replaces what an ended bot has left unfinished', async () => {
    const database = open();
    database.add('kept');
    const clock = createManualClock(Date.UTC(2026, 10, 21, 12, 3, 4, 5));
    const backups = createBackups({ database, file, folder: join(folder, 'backups'), clock });
    await backups.make();
    await writeFile(join(folder, 'backups', 'coverband-old.db.unfinished'), 'half');
    await clock.advance(1_000);

    const { name } = await backups.make();

    expect(name).toBe('coverband-2026-11-21T12-03-05-005Z.db');
    expect(readdirSync(join(folder, 'backups'))).toEqual(['coverband-2026-11-21T12-03-04-005Z.db', name]);
    expect(textsIn(join(folder, 'backups', name))).toEqual(['kept']);
  });

  it('is made one at a time', async () => {
    open().close();
    const begun = Promise.withResolvers<void>();
    const database = {
      async copyTo() {
        await begun.promise;
        throw new Error('the disk went away');
      },
    };
    const backups = createBackups({ database, file, folder: join(folder, 'backups'), clock: createManualClock() });
    const first = expect(backups.make()).rejects.toThrow('the disk went away');

    await expect(backups.make()).rejects.toThrow('a backup is being made already');
    begun.resolve();
    await first;
    await expect(backups.make()).rejects.toThrow('the disk went away');
  });

  it('is not begun where it would fill the disk', async () => {
    open().close();
    await truncate(file, 2 ** 43);
    const database = { copyTo: async () => expect.unreachable('begun all the same') };
    const backups = createBackups({ database, file, folder: join(folder, 'backups'), clock: createManualClock() });

    await expect(backups.make()).rejects.toThrow(/^a backup needs 87961\d\d MB of free disk where DATA_DIR is, and/);
  });
});

async function damage(path: string, at: number): Promise<void> {
  await using handle = await openFile(path, 'r+');
  await handle.write(Buffer.alloc(4_096, 0xff), 0, 4_096, at);
  await handle.sync();
}
