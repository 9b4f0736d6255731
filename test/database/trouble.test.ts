import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type DatabaseOptions, type DatabaseTrouble, openDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { newcomer } from '../contracts/jobs/job-parts.ts';
import { inOneWrite } from '../support/in-one-write.ts';
import { createManualClock } from '../support/manual-clock.ts';

const NOTES = 'CREATE TABLE notes (text TEXT NOT NULL) STRICT';
const PAGE = 4_096;

let folder: string;
let file: string;
let lines: string[];
let troubles: DatabaseTrouble[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-trouble-'));
  file = join(folder, 'data.db');
  lines = [];
  troubles = [];
  return () => rm(folder, { recursive: true });
});

function open(options: Partial<DatabaseOptions> = {}) {
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level: 'warn', destination });
  const onTrouble = (trouble: DatabaseTrouble) => troubles.push(trouble);
  const database = openDatabase({ file, log, migrations: [NOTES], onTrouble, ...options });
  onTestFinished(() => database.close());
  const limit = (pages: number) => database.statement(`PRAGMA max_page_count = ${pages}`).get();
  const add = (text: string) => database.statement('INSERT INTO notes VALUES (?)').run(text);
  const count = () => database.statement('SELECT count(*) AS notes FROM notes').get()?.notes;
  return { ...database, limit, add, count };
}

describe('a full disk', () => {
  it('is told in words each time, and to the operator once, until something can be stored again', async () => {
    const database = open();
    database.add('kept');
    database.limit(10);
    const large = 'x'.repeat(100_000);

    for (let n = 0; n < 3; n += 1) expect(() => database.add(large)).toThrow('the disk is full: free some space');
    const store = database.store<{ notes: { text: string } }>();
    const add = () => store.write((sql) => sql.insertInto('notes').values({ text: large }).execute());
    await expect(add()).rejects.toThrow('the disk is full');
    const begun = store.write(async (sql) => {
      await sql.insertInto('notes').values({ text: 'small' }).execute();
      await sql.insertInto('notes').values({ text: large }).execute();
    });
    await expect(begun).rejects.toThrow('the disk is full');
    expect(database.count()).toBe(1);
    expect(database.trouble()).toBe('full');
    expect(troubles).toEqual(['full']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"reason":"the disk is full: free some space where DATA_DIR is"');
    expect(lines[0]).not.toContain(folder);

    database.limit(1_000_000);
    await add();
    expect(database.trouble()).toBeUndefined();
    database.limit(10);
    expect(() => database.add(large)).toThrow('the disk is full');
    expect(troubles).toEqual(['full', 'full']);
  });

  it('lets no job be accepted that is not stored, and loses none that was', async () => {
    const released = openDatabase({ migrations: jobMigrations, file, log: createLogger({ level: 'silent' }) });
    onTestFinished(() => released.close());
    const jobs = createSqlJobs({
      database: released,
      clock: createManualClock(),
      log: createLogger({ level: 'silent' }),
    });
    released.statement('PRAGMA max_page_count = 80').get();
    const accepted: string[] = [];
    const told: string[] = [];
    jobs.onChange(({ id }) => told.push(id));

    const fill = async () => {
      for (let n = 0; ; n += 1) {
        await jobs.accept(newcomer(n, { lyrics: 'la '.repeat(1_000) }), []);
        accepted.push(newcomer(n).id);
      }
    };
    await expect(fill()).rejects.toMatchObject({ name: 'DatabaseFullError' });

    expect(accepted.length).toBeGreaterThan(3);
    expect(told).toEqual(accepted);
    expect((await jobs.unfinished()).map(({ id }) => id)).toEqual(accepted);
  });
});

describe.skipIf(process.platform === 'win32')('a disk that refuses to write', () => {
  it('is told in words; what was stored before is there at the next start', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../../src/database.ts'))};
      const told = [];
      const log = { info() {}, error: (facts) => told.push(facts.reason) };
      const database = openDatabase({ file: process.argv[1], log, migrations: [${JSON.stringify(NOTES)}] });
      let stored = 0;
      try {
        for (;;) { database.statement('INSERT INTO notes VALUES (?)').run('x'.repeat(10_000)); stored += 1; }
      } catch (error) {
        console.log(JSON.stringify({ stored, name: error.name, told, trouble: database.trouble() }));
      }`;
    // No file of this process may grow beyond so many blocks: the system answers its writes with an error.
    const command = [
      '-c',
      'ulimit -f 600 && exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      file,
    ];
    const run = spawnSync('sh', command, { encoding: 'utf8', env: { PATH: process.env.PATH } });

    const { stored, ...end } = JSON.parse(run.stdout);
    expect(end).toEqual({
      name: 'DatabaseUnwritableError',
      told: [expect.stringMatching(/^the database cannot be read or written: check the disk/)],
      trouble: 'unwritable',
    });
    expect(stored).toBeGreaterThan(5);
    expect(open().count()).toBe(stored);
  });
});

describe('damage', () => {
  it('in the middle of the file is found at the start, before anything is done', async () => {
    const first = open();
    for (let n = 0; n < 100; n += 1) first.add('x'.repeat(1_000));
    first.close();
    await damage(10);

    expect(() => open()).toThrow('the database is damaged or is no database: put a backup in its place');
    expect(lines).toEqual([]);
  });

  it('met while it runs is told once, and stays', async () => {
    const database = open();
    inOneWrite(database, () => {
      for (let n = 0; n < 2_000; n += 1) database.add('x'.repeat(1_000));
    });
    database.statement('PRAGMA wal_checkpoint(TRUNCATE)').get();
    database.statement('PRAGMA cache_size = 1').get();
    for (let page = 3; page < 200; page += 1) await damage(page);

    for (let n = 0; n < 3; n += 1) expect(database.count).toThrow('the database is damaged');

    expect(troubles).toEqual(['damaged']);
    expect(lines).toHaveLength(1);
    expect(database.trouble()).toBe('damaged');
  });
});

it('a folder that cannot be made is told in words', async () => {
  await writeFile(join(folder, 'a file'), '');
  await mkdir(join(folder, 'data.db'));

  expect(() => open({ file: join(folder, 'a file', 'data.db') })).toThrow('the database cannot be read or written');
  expect(() => open()).toThrow('the database cannot be read or written');
});

it('errors that are no trouble stay as they are', () => {
  const database = open();

  expect(() => database.statement('INSERT INTO notes VALUES (?)').run(null)).toThrow('NOT NULL');
  expect(() => database.statement('SELECT 1 FROM nowhere')).toThrow('no such table');
  expect(database.trouble()).toBeUndefined();
});

async function damage(page: number): Promise<void> {
  await using handle = await openFile(file, 'r+');
  await handle.write(Buffer.alloc(PAGE, 0xff), 0, PAGE, page * PAGE);
}
