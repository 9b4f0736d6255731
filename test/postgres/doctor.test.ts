import { describe, expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { createLogger } from '../../src/logger.ts';
import { type CheckPostgresOptions, checkPostgres } from '../../src/tools/doctor/checks/check-postgres.ts';
import { openDoctorStage } from '../tools/doctor/stage.ts';
import { createEmptyDatabase, createTestDatabase, hasPostgres, type TestDatabase } from './use-postgres.ts';

const clock = createClock();

async function examine(database: Pick<TestDatabase, 'url'>, changes: Partial<CheckPostgresOptions> = {}) {
  const { url } = database;
  const found = await checkPostgres({ url, listenUrl: url, connections: 5, clock, ...changes });
  return Object.fromEntries(found.map((finding) => [finding.name.replace('database ', ''), finding]));
}

async function open(create = createTestDatabase): Promise<TestDatabase> {
  const database = await create();
  onTestFinished(() => database.drop());
  return database;
}

const elsewhere = (database: TestDatabase, change: (url: URL) => void) => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

describe.skipIf(!hasPostgres)('the doctor, at PostgreSQL', () => {
  it('finds well what is in order', async () => {
    const found = await examine(await open());
    expect(found.database).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^PostgreSQL \d/) });
    expect(found.rights).toMatchObject({ state: 'ok', detail: 'complete; version 1' });
    expect(found.connections).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^1 process of up to 7 need 7 of/),
    });
    expect(found.notifications).toMatchObject({ state: 'ok' });
    expect(found.clock).toMatchObject({ state: 'ok' });
  });

  it('says that the first start fills an empty database', async () => {
    const found = await examine(await open(createEmptyDatabase));
    expect(found.rights).toMatchObject({ state: 'ok', detail: expect.stringContaining('the first start') });
  });

  it('says what a server loses that does not write to its disk', async () => {
    const database = await open();
    const name = new URL(database.url).pathname.slice(1);
    await database.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    onTestFinished(async () => void (await database.query(`ALTER DATABASE ${name} RESET synchronous_commit`)));
    expect((await examine(database)).safety).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('synchronous_commit'),
    });
  });

  it('names a user who may not write, and tables of somebody else', async () => {
    const database = await open();
    const name = new URL(database.url).pathname.slice(1);
    await database.query(`CREATE ROLE ${name}_guest LOGIN PASSWORD 'hunter22'`);
    onTestFinished(async () => {
      await database.query(`DROP OWNED BY ${name}_guest`);
      await database.query(`DROP ROLE ${name}_guest`);
    });
    const url = elsewhere(database, (it) => {
      it.username = `${name}_guest`;
      it.password = 'hunter22';
    });
    expect((await examine({ url })).rights).toMatchObject({ state: 'fail', detail: expect.stringContaining('create') });
    await database.query(`GRANT CREATE, USAGE ON SCHEMA public TO ${name}_guest`);
    expect((await examine({ url })).rights).toMatchObject({ state: 'fail', detail: expect.stringContaining('tables') });
  });

  it('names a database of a newer release', async () => {
    const database = await open();
    await database.query('UPDATE schema_version SET version = 99');
    // Others get the same database after this test.
    onTestFinished(async () => void (await database.query('UPDATE schema_version SET version = 1')));
    expect((await examine(database)).rights).toMatchObject({ state: 'fail', whatToDo: 'run that release' });
  });

  it('reckons the connections of all that live', async () => {
    const database = await open();
    const bot = await database.open();
    const jobs = createSqlJobs({ database: bot, clock, log: createLogger({ level: 'silent' }) });
    for (const workerId of ['one', 'two', 'three']) await jobs.leasesOf({ workerId, lastsMs: 30_000 }).join();
    await bot.close();
    expect((await examine(database)).connections?.detail).toMatch(/^3 processes of up to 7 need 21 of/);
    expect((await examine(database, { connections: 200 })).connections).toMatchObject({ state: 'fail' });
  });

  it('names a clock that is off, and one by which nothing is taken on', async () => {
    const database = await open();
    const shifted = (ms: number) => ({ clock: { ...clock, now: () => clock.now() + ms } });
    expect((await examine(database, shifted(5_000))).clock).toMatchObject({
      state: 'warn',
      detail: expect.stringMatching(/ahead of/),
    });
    expect((await examine(database, shifted(-60_000))).clock).toMatchObject({ state: 'fail' });
  });

  it.each<[string, (url: URL) => void, RegExp]>([
    ['a database that is not there', (url) => (url.pathname = '/no_such_database'), /there is no such database/],
    ['a port on which nobody answers', (url) => (url.port = '1'), /no PostgreSQL answers/],
    ['a host that nobody knows', (url) => (url.hostname = 'nowhere.invalid'), /is not known/],
  ])('names %s, and looks no further', async (_, change, words) => {
    const url = elsewhere(await open(), change);
    const found = await examine({ url });
    expect(found.database).toMatchObject({ state: 'fail', detail: expect.stringMatching(words) });
    expect(found.clock).toMatchObject({ state: 'skipped' });
  });

  it('names an address to listen at that is wrong', async () => {
    const database = await open();
    const listenUrl = elsewhere(database, (url) => (url.port = '1'));
    expect((await examine(database, { listenUrl })).notifications).toMatchObject({
      state: 'fail',
      whatToDo: expect.stringContaining('DATABASE_LISTEN_URL'),
    });
  });

  it('is asked where the settings name it, in place of the file, and its password is shown to nobody', async () => {
    const database = await open();
    const stage = await openDoctorStage();
    const url = elsewhere(database, (it) => {
      it.password = 'hunter22';
    });
    const found = await stage.examine({ DATABASE_URL: url });
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['database', 'database rights', 'database safety', 'database connections', 'bot']),
    );
    expect(found['database notifications']).toMatchObject({ state: 'ok' });
    expect(found['database file']).toBeUndefined();
    expect(found.bot).toMatchObject({ state: 'skipped' });
  });
});
