import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  DatabaseDamagedError,
  DatabaseInUseError,
  DatabaseNewerError,
  type DatabaseOptions,
  openDatabase,
} from '../src/database.ts';
import { jobMigrations } from '../src/jobs/sql/migrations.ts';
import { createLogger } from '../src/logger.ts';

const log = createLogger({ level: 'silent' });
const NOTES = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-database-'));
  return () => rm(folder, { recursive: true });
});

function open(options: Partial<DatabaseOptions> = {}) {
  const database = openDatabase({ file: join(folder, 'data', 'coverband.db'), log, migrations: [NOTES], ...options });
  onTestFinished(() => database.close());
  const add = (text: string) => database.statement('INSERT INTO notes VALUES (?)').run(text);
  const texts = () =>
    database
      .statement('SELECT text FROM notes')
      .all()
      .map(({ text }) => text);
  return { ...database, add, texts };
}

describe('openDatabase', () => {
  it('makes the folder and the file, and finds them again', () => {
    const first = open();
    first.add('kept');
    first.close();

    expect(open().texts()).toEqual(['kept']);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else on the machine read them', async () => {
    await mkdir(join(folder, 'data'), { mode: 0o755 });
    open().add('kept');

    const modes = ['', '-wal'].map((end) => statSync(join(folder, 'data', `coverband.db${end}`)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it('leaves nothing in the file of what was deleted', async () => {
    const { add, statement, close } = open();
    const kept = () => readFile(join(folder, 'data', 'coverband.db'), 'latin1');
    for (let n = 0; n < 200; n++) add(`a secret of a member, number ${n}`);
    statement('PRAGMA wal_checkpoint(TRUNCATE)').get();
    expect(await kept()).toContain('a secret of a member');

    statement('DELETE FROM notes').run();
    close();

    expect(await kept()).not.toContain('a secret of a member');
  });

  it('waits for the disk with each commit, and writes ahead', () => {
    const { statement } = open();

    expect(statement('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(statement('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(statement('PRAGMA locking_mode').get()).toEqual({ locking_mode: 'exclusive' });
  });

  it('refuses a second one on the same file, and lets it in when the first has closed', () => {
    const first = open();

    expect(() => open()).toThrow(DatabaseInUseError);
    first.close();
    expect(() => open()).not.toThrow();
  });

  it('refuses another process at once, though this one has not written anything yet', () => {
    open().close();
    open();
    const module = pathToFileURL(join(import.meta.dirname, '../src/database.ts'));
    const script = `
      import { openDatabase } from '${module}';
      try { openDatabase({ file: process.argv[1], log: { info() {} } }) } catch (error) { process.stdout.write(error.name) }`;
    const file = join(folder, 'data', 'coverband.db');

    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' });

    expect(other.stdout).toBe('DatabaseInUseError');
  });

  it('says when the file is no database, and leaves it as it is', async () => {
    const file = join(folder, 'letter.db');
    const text = 'Dear database, '.repeat(1_000);
    await writeFile(file, text);

    expect(() => open({ file })).toThrow(DatabaseDamagedError);
    await expect(readFile(file, 'utf8')).resolves.toBe(text);
  });

  it('says when the file is damaged', async () => {
    const file = join(folder, 'torn.db');
    const first = open({ file });
    for (let n = 0; n < 200; n += 1) first.add('x'.repeat(1_000));
    first.close();
    const bytes = await readFile(file);
    bytes.fill(0x5a, 100, 4_096);
    await writeFile(file, bytes);

    expect(() => open({ file })).toThrow(DatabaseDamagedError);
  });
});

describe('migrations', () => {
  it('run once each, in order', () => {
    const first = open();
    first.add('old');
    first.close();

    const second = open({ migrations: [NOTES, `UPDATE notes SET text = text || ' and new'`] });
    expect(second.texts()).toEqual(['old and new']);
    second.close();

    expect(open({ migrations: [NOTES, `UPDATE notes SET text = text || ' and new'`] }).texts()).toEqual([
      'old and new',
    ]);
  });

  it('leave the version before when one fails, and can be tried again', () => {
    const first = open();
    first.add('kept');
    first.close();
    const broken = `DELETE FROM notes; CREATE TABLE more (n INTEGER); INSERT INTO nowhere VALUES (1)`;

    expect(() => open({ migrations: [NOTES, broken] })).toThrow('nowhere');

    const second = open({ migrations: [NOTES, 'CREATE TABLE more (n INTEGER)'] });
    expect(second.texts()).toEqual(['kept']);
  });

  it('refuse a database of a newer release', () => {
    open({ migrations: [NOTES, 'CREATE TABLE more (n INTEGER)'] }).close();

    expect(() => open()).toThrow(DatabaseNewerError);
  });

  it('of this release apply to an empty file', () => {
    const { statement } = openReleased();

    expect(statement('SELECT count(*) AS jobs FROM jobs').get()).toEqual({ jobs: 0 });
  });

  function openReleased() {
    const database = openDatabase({ migrations: jobMigrations, file: join(folder, 'released.db'), log });
    onTestFinished(() => database.close());
    return database;
  }
});

describe('statement', () => {
  it('is prepared once for each text', () => {
    const { statement } = open();

    expect(statement('SELECT 1')).toBe(statement('SELECT 1'));
    expect(statement('SELECT 1')).not.toBe(statement('SELECT 2'));
  });

  it('works on after very many different texts', () => {
    const { statement } = open();
    for (let n = 0; n < 1_200; n += 1) statement(`SELECT ${n} AS n`);

    expect(statement('SELECT 7 AS n').get()).toEqual({ n: 7 });
  });
});
