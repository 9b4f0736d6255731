import { copyFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseGoneError, type DatabaseTrouble, openDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { newcomer } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';

const log = createLogger({ level: 'silent' });
const NOTES = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT';

let folder: string;
let file: string;
let troubles: DatabaseTrouble[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverband-place-'));
  file = join(folder, 'data', 'coverband.db');
  troubles = [];
  return () => rmSync(folder, { recursive: true });
});

function open(at = file) {
  const database = openDatabase({ file: at, log, migrations: [NOTES], onTrouble: (trouble) => troubles.push(trouble) });
  onTestFinished(() => database.close());
  const add = (text: string) => database.statement('INSERT INTO notes VALUES (?)').run(text);
  const texts = () =>
    database
      .statement('SELECT text FROM notes')
      .all()
      .map(({ text }) => text);
  return { ...database, add, texts };
}

/** The file itself stays locked until the process ends. */
function inCopyOf(path: string) {
  const copy = join(folder, 'copy.db');
  copyFileSync(path, copy);
  return open(copy).texts();
}

const saved = () => readdirSync(join(folder, 'data')).filter((name) => name.includes('.saved-'));

// Windows lets nobody delete or move what is open.
describe.skipIf(process.platform === 'win32')('a database under the running bot', () => {
  it('is in its place while nobody touches it, whatever is written', () => {
    const database = open();
    for (let n = 0; n < 2_000; n += 1) database.add('x'.repeat(4_000));
    database.checkPlace();
    expect(troubles).toEqual([]);
  });

  it('that is deleted is noticed, told once, and written down once more when it is closed', () => {
    const database = open();
    database.add('before');
    for (const end of ['', '-wal']) rmSync(file + end);
    for (let n = 0; n < 2; n += 1) expect(database.checkPlace).toThrow(DatabaseGoneError);
    expect(troubles).toEqual(['gone']);
    expect(database.trouble()).toBe('gone');
    // What was accepted goes on to its end.
    database.add('afterwards');
    expect(database.trouble()).toBe('gone');
    database.close();
    expect(open().texts()).toEqual(['before', 'afterwards']);
    expect(saved()).toEqual([]);
  });

  it('that is deleted with its whole folder is written down once more, too', () => {
    const database = open();
    database.add('kept');
    rmSync(join(folder, 'data'), { recursive: true });
    expect(database.checkPlace).toThrow('deleted, moved or replaced');
    database.close();
    expect(open().texts()).toEqual(['kept']);
  });

  it('that is replaced leaves the new one alone, and is kept beside it', () => {
    const database = open();
    database.add('of the old one');
    for (const end of ['', '-wal']) rmSync(file + end);
    const another = open();
    another.add('of the new one');
    expect(database.checkPlace).toThrow(DatabaseGoneError);
    database.close();
    another.add('and more');
    another.close();
    expect(open().texts()).toEqual(['of the new one', 'and more']);
    const [name] = saved();
    expect(open(join(folder, 'data', name ?? '')).texts()).toEqual(['of the old one']);
  });

  it('that is moved is whole where it went, and there is no other', () => {
    const database = open();
    database.add('kept');
    const moved = join(folder, 'moved.db');
    renameSync(file, moved);
    expect(database.checkPlace).toThrow(DatabaseGoneError);
    database.close();
    expect(existsSync(file)).toBe(false);
    expect(saved()).toEqual([]);
    expect(inCopyOf(moved)).toEqual(['kept']);
  });

  it('whose log alone is deleted is noticed, and has all of it in the file by the end', () => {
    const database = open();
    database.add('kept');
    rmSync(`${file}-wal`);
    expect(database.checkPlace).toThrow(DatabaseGoneError);
    database.close();
    expect(inCopyOf(file)).toEqual(['kept']);
  });

  it('is not copied for a backup when it is another', async () => {
    const database = open();
    rmSync(file);
    await expect(database.copyTo(join(folder, 'copy'))).rejects.toThrow(DatabaseGoneError);
  });

  it('takes nothing new once it is gone, and the same draft again is still the same job', async () => {
    const database = openDatabase({ migrations: jobMigrations, file, log });
    onTestFinished(() => database.close());
    const jobs = createSqlJobs({ database, clock: createManualClock(), log, admit: database.checkPlace });
    const before = newcomer(0);
    await jobs.accept(before, []);
    rmSync(file);
    await expect(jobs.accept(newcomer(1), [])).rejects.toThrow(DatabaseGoneError);
    await expect(jobs.charge('lyrics', [])).rejects.toThrow(DatabaseGoneError);
    expect(await jobs.accept(before, [])).toMatchObject({ kind: 'exists' });
  });
});
