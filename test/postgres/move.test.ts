import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { DatabaseMovedError, openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { createKeyvStore } from '../../src/store/keyv-store.ts';
import { CARRIED, LEFT_BEHIND } from '../../src/tools/move/carried-tables.ts';
import { type Figures, figuresOf } from '../../src/tools/move/figures.ts';
import { openPostgresEnd } from '../../src/tools/move/postgres-end.ts';
import { openSqliteEnd } from '../../src/tools/move/sqlite-end.ts';
import { newcomer } from '../contracts/jobs/job-parts.ts';
import { createKillableBot } from '../support/killable-bot.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';
import { songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';
import { fillTables } from '../tools/move/fill-tables.ts';
import { createEmptyDatabase, hasPostgres, type TestDatabase } from './use-postgres.ts';

const log = createLogger({ level: 'silent' });
const clock = createClock();
const TOOL = join(import.meta.dirname, '../../src/tools/move.ts');

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** The tool as people run it. `at`: the moment that it says this, it is killed, or what is given is done. */
async function run(
  given: string[],
  env: Record<string, string>,
  at?: string,
  act: (tool: ChildProcess) => void = (tool) => tool.kill('SIGKILL'),
): Promise<Run> {
  const child = spawn(process.execPath, [TOOL, ...given], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: sharedCodeFolder('bot'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let hasActed = false;
  child.stdout.on('data', (part) => {
    out += part;
  });
  child.stderr.on('data', (part) => {
    err += part;
    if (at === undefined || hasActed || !err.includes(at)) return;
    hasActed = true;
    act(child);
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, out, err };
}

interface Stage {
  folder: string;
  file: string;
  database: TestDatabase;
  toPostgres(killAt?: string): Promise<Run>;
  toSqlite(at?: string, act?: (tool: ChildProcess) => void): Promise<Run>;
  openFile(): SqliteDatabase;
  figures(of: 'sqlite' | 'postgres'): Promise<Figures>;
}

async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-move-'));
  const database = await createEmptyDatabase();
  onTestFinished(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'coverband.db');
  const env = { DATA_DIR: folder };
  return {
    folder,
    file,
    database,
    toPostgres: (killAt) => run(['--to', database.url], env, killAt),
    toSqlite: (at, act) => run(['--to', 'sqlite', '--from', database.url], env, at, act),
    openFile() {
      const opened = openDatabase({ file, migrations: jobMigrations, log });
      onTestFinished(() => opened.close());
      return opened;
    },
    async figures(of) {
      const end =
        of === 'sqlite'
          ? await openSqliteEnd({ file, clock, realTime: clock, log })
          : await openPostgresEnd({ url: database.url, clock, speed: 1, random: Math.random, log });
      try {
        return await figuresOf(end, { asThere: (_, row) => row, now: clock.now() });
      } finally {
        await end.close();
      }
    },
  };
}

async function filledStage(rows: number): Promise<Stage> {
  const stage = await openStage();
  const database = stage.openFile();
  await fillTables(database, rows);
  database.close();
  return stage;
}

/** What moments by other clocks are in, and what is in nobody's hands any more. */
const OWN_TIME = ['kv', 'job_turns', 'alarms', 'channel_pauses', 'provider_states'];

const timeless = ({ tables, ...rest }: Figures) => ({
  ...rest,
  tables: tables.map((one) => (OWN_TIME.includes(one.table) ? { ...one, hash: '' } : one)),
});

describe.skipIf(!hasPostgres)('a move', () => {
  it('carries every table of PostgreSQL with every column, but for what is of running processes', async () => {
    const { database } = await openStage();
    await (await database.open()).close();

    const rows = await database.query(
      "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
    );

    const schema = new Map<unknown, unknown[]>();
    for (const { table_name, column_name } of rows)
      schema.set(table_name, [...(schema.get(table_name) ?? []), column_name]);
    for (const table of [...LEFT_BEHIND, 'schema_version']) schema.delete(table);
    for (const columns of schema.values()) columns.sort();
    expect(Object.fromEntries(schema)).toEqual(
      Object.fromEntries(CARRIED.map(({ name, columns }) => [name, [...columns].sort()])),
    );
  });

  it('there and back ends with equal books', async () => {
    const stage = await filledStage(700);
    const before = await stage.figures('sqlite');

    const there = await stage.toPostgres();
    expect(there).toMatchObject({ code: 0, out: expect.stringContaining('Both were compared, and are the same.') });
    expect(there.out).toMatch(/^jobs +700 rows {2}[0-9a-f]{12}$/m);
    expect(there.out).toContain('charges of guild           1 windows, 245350 takes, $0.25');
    expect(there.out).toContain('Usage and charges agree in all quotas.');
    expect(timeless(await stage.figures('postgres'))).toEqual(timeless(before));
    expect(await stage.database.query('SELECT DISTINCT owner FROM job_turns UNION SELECT owner FROM alarms')).toEqual([
      { owner: null },
    ]);

    const back = await stage.toSqlite();
    expect(back.code).toBe(0);
    expect(back.out).toContain('is kept as');
    expect(readdirSync(stage.folder).filter((name) => name.includes('.before-'))).toHaveLength(1);
    expect(timeless(await stage.figures('sqlite'))).toEqual(timeless(before));
    expect(() => stage.openFile()).not.toThrow();
  });

  it('carries what is kept by key with the life that it has left, and the key of pseudonyms to the byte', async () => {
    const stage = await openStage();
    const file = stage.openFile();
    await createKeyvStore({ database: file, namespace: 'passing', ttlMs: 3_600_000 }).set('k', ':a\0b');
    await createKeyvStore({ database: file, namespace: 'kept' }).set('k', { list: [1, ':x'] });
    const secret = file.statement("SELECT hex(value) AS value FROM secrets WHERE name = 'nameless'").get();
    file.close();

    expect((await stage.toPostgres()).code).toBe(0);

    const postgres = await stage.database.open();
    onTestFinished(() => postgres.close());
    const passing = createKeyvStore({ database: postgres, namespace: 'passing', ttlMs: 3_600_000 });
    expect(await passing.get('k')).toBe(':a\0b');
    expect(await createKeyvStore({ database: postgres, namespace: 'kept' }).get('k')).toEqual({ list: [1, ':x'] });
    const [row] = await stage.database.query("SELECT expires_at FROM kv WHERE namespace = 'passing'");
    const leftMs = Number(row?.expires_at) - postgres.leaseNow();
    expect(leftMs).toBeGreaterThan(3_500_000);
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
    expect(
      await stage.database.query("SELECT upper(encode(value, 'hex')) AS value FROM secrets WHERE name = 'nameless'"),
    ).toEqual([secret]);
  });

  it('is no longer mixed with the log of a file that is gone', async () => {
    const stage = await filledStage(300);
    const before = await stage.figures('sqlite');
    expect((await stage.toPostgres()).code).toBe(0);
    rmSync(stage.file);
    writeFileSync(`${stage.file}-wal`, 'the log of a file that is gone');

    expect((await stage.toSqlite()).code).toBe(0);

    expect(timeless(await stage.figures('sqlite'))).toEqual(timeless(before));
    expect(readdirSync(stage.folder).filter((name) => /\.before-.*-wal$/.test(name))).toHaveLength(1);
  });

  it('numbers what comes later on from the highest number, in both directions', async () => {
    const stage = await filledStage(5);
    const aJob = "'new', 0, 'queued', 'g', 'c', 'r', 0, 0, '{}'";
    const add = [
      `INSERT INTO jobs (id, version, state, guild_id, channel_id, requester_id, accepted_at, has_takes, record) VALUES (${aJob})`,
      "INSERT INTO alarms (kind, job_id, due_at) VALUES ('tell', 'new', 0)",
    ];
    expect((await stage.toPostgres()).code).toBe(0);
    for (const statement of add) await stage.database.query(statement);
    expect(await stage.database.query('SELECT max(seq)::int AS seq FROM jobs')).toEqual([{ seq: 6 }]);
    await stage.database.query("DELETE FROM alarms WHERE seq = 6; UPDATE jobs SET id = 'old' WHERE seq = 6");

    expect((await stage.toSqlite()).code).toBe(0);

    const file = stage.openFile();
    for (const statement of add) file.statement(statement).run();
    expect(file.statement('SELECT max(seq) AS seq FROM jobs').get()).toEqual({ seq: 7 });
    expect(file.statement('SELECT max(seq) AS seq FROM alarms').get()).toEqual({ seq: 7 });
  });

  it('leaves out zeros, which PostgreSQL does not keep, and says where', async () => {
    const stage = await filledStage(3);
    const file = stage.openFile();
    file.statement("UPDATE covers SET style = 'slow' || char(0) || 'blues' WHERE job_seq = 2").run();
    file.close();

    const { code, out } = await stage.toPostgres();

    expect(code).toBe(0);
    expect(out).toContain('covers: in 1 row a zero (U+0000) stood in a text.');
    expect(await stage.database.query('SELECT style FROM covers WHERE job_seq = 2')).toEqual([{ style: 'slowblues' }]);
  });

  it('leaves nobody the source, and whoever had it open can store nothing any more', async () => {
    const stage = await filledStage(3);
    expect((await stage.toPostgres()).code).toBe(0);
    expect(() => stage.openFile()).toThrow(DatabaseMovedError);
    expect(() => stage.openFile()).toThrow(
      /was moved to PostgreSQL \(.*\) on .*: set DATABASE_URL to it; to come back/,
    );
    // As a process that was suspended, and counts as dead.
    const sleeper = await stage.database.open();
    onTestFinished(() => sleeper.close());

    expect((await stage.toSqlite()).code).toBe(0);

    await expect(stage.database.open()).rejects.toThrow(
      /was moved to SQLite \(.*coverband\.db on .*\) on .*: start the bot there without DATABASE_URL; to come back/,
    );
    await expect(createSqlJobs({ database: sleeper, clock, log }).accept(newcomer(7), [])).rejects.toThrow(
      'the database was moved',
    );
    expect((await stage.toPostgres()).err).toContain('is not empty: it was moved to SQLite');
  });
});

describe.skipIf(!hasPostgres)('a move that is killed', () => {
  it.each([
    'secrets',
    'jobs',
    'usage',
    'kv',
    'files',
  ])('while it is at %s is gone on with, there and back, and ends with the same', async (table) => {
    const stage = await filledStage(900);
    const before = await stage.figures('sqlite');

    expect((await stage.toPostgres(`${table} …`)).code).toBeNull();
    await expect(stage.database.open()).rejects.toThrow('is not complete: run the same npm run move once more');
    const again = await stage.toPostgres();
    expect(again).toMatchObject({ code: 0 });
    expect(timeless(await stage.figures('postgres'))).toEqual(timeless(before));

    expect((await stage.toSqlite(`${table} …`)).code).toBeNull();
    expect(() => stage.openFile()).toThrow('is not complete');
    expect((await stage.toSqlite()).code).toBe(0);
    expect(timeless(await stage.figures('sqlite'))).toEqual(timeless(before));
  });
});

describe.skipIf(!hasPostgres)('a move that was broken off', () => {
  it('is begun anew where the bot has worked on meanwhile', async () => {
    const stage = await filledStage(900);
    expect((await stage.toPostgres('kv …')).code).toBeNull();
    const meanwhile = stage.openFile();
    meanwhile.statement('DELETE FROM jobs WHERE seq = 7').run();
    meanwhile.statement("UPDATE moderation_actions SET kind = 'changed' WHERE id = 'id 3'").run();
    meanwhile.close();

    expect((await stage.toPostgres()).code).toBe(0);

    expect(await stage.database.query('SELECT count(*)::int AS jobs FROM jobs')).toEqual([{ jobs: 899 }]);
    expect(await stage.database.query("SELECT id FROM moderation_actions WHERE kind = 'changed'")).toEqual([
      { id: 'id 3' },
    ]);
  });

  it('leaves the source to the bots where the connection that held it is gone', async () => {
    const stage = await filledStage(900);
    expect((await stage.toPostgres()).code).toBe(0);
    const cut = () =>
      stage.database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'coverband moves'",
      );

    const failed = await stage.toSqlite('jobs …', (tool) => {
      tool.kill('SIGSTOP');
      void cut().then(() => tool.kill('SIGCONT'));
    });

    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached at present') });
    await (await stage.database.open()).close();
    expect(() => stage.openFile()).toThrow('is not complete');
    expect((await stage.toSqlite()).code).toBe(0);
  });
});

describe.skipIf(!hasPostgres)('nothing is moved', () => {
  it('while a bot has the file', async () => {
    const stage = await filledStage(3);
    stage.openFile();

    expect(await stage.toPostgres()).toMatchObject({ code: 1, err: expect.stringContaining('the bot is running') });
  });

  it('while a worker lives on PostgreSQL, in either direction', async () => {
    const stage = await filledStage(3);
    const postgres = await stage.database.open();
    onTestFinished(() => postgres.close());
    const leases = createSqlJobs({ database: postgres, clock, log }).leasesOf({ workerId: 'a', lastsMs: 30_000 });
    await leases.join();

    const refused = { code: 1, err: expect.stringContaining('a bot is at work on the PostgreSQL database: stop all') };
    expect(await stage.toPostgres()).toMatchObject(refused);
    rmSync(stage.file);
    expect(await stage.toSqlite()).toMatchObject(refused);
    expect(existsSync(stage.file)).toBe(false);

    await leases.leave();
    expect(await stage.toSqlite()).toMatchObject({ code: 0 });
  });

  it('into a database in which there is something', async () => {
    const stage = await filledStage(3);
    const postgres = await stage.database.open();
    await createKeyvStore({ database: postgres, namespace: 'settings' }).set('a', 1);
    await postgres.close();

    expect((await stage.toPostgres()).err).toContain('is not empty (there is something in what is kept by key)');
    expect((await stage.toSqlite()).err).toContain('is not empty (there is something in the table jobs)');
    await expect(stage.database.open().then((opened) => opened.close())).resolves.toBeUndefined();
    expect(() => stage.openFile()).not.toThrow();
  });

  it('out of a database in which not all has arrived', async () => {
    const stage = await filledStage(300);
    expect((await stage.toPostgres('jobs …')).code).toBeNull();
    rmSync(stage.file);

    expect((await stage.toSqlite()).err).toContain('is not complete: run the same npm run move once more');

    expect(readdirSync(stage.folder)).toEqual(['coverband.db-wal']);
  });

  it('where the server is away, and no password is shown', async () => {
    const stage = await filledStage(3);
    const away = await run(['--to', 'postgres://somebody:secret@127.0.0.1:1/none'], { DATA_DIR: stage.folder });

    expect(away.code).toBe(1);
    expect(away.err).toContain('the database cannot be reached at present');
    expect(away.err + away.out).not.toContain('secret');
  });
});

async function openBot(finished: TestContext['onTestFinished']) {
  const database = await createEmptyDatabase();
  const bot = await createKillableBot();
  finished(async () => {
    await bot.close();
    await database.drop();
  });
  const { member, channel } = bot;
  const textOf = async (command: string) => (await (await member.slash(channel, command)).settled()).text();
  const wishedAt: number[] = [];
  /** Each in a style of its own: the same wish twice within a moment is one. */
  const cover = async () => {
    wishedAt.push(Date.now());
    return member.slash(channel, 'cover', { song: await songOf(7), style: `${STYLE}, number ${wishedAt.length}` });
  };
  /** What of today's ten an answer says to be left, and what is: a test of so long may begin before midnight and end after it. */
  const takesLeft = (quota: string) => {
    const [, said] = /(\d+) of (?:your )?10\b/.exec(quota) ?? [];
    const [, resetsAtS] = /<t:(\d+):R>/.exec(quota) ?? [];
    const today = wishedAt.filter((at) => at >= Number(resetsAtS) * 1000 - 86_400_000);
    return { said: Number(said), real: 10 - today.length };
  };
  return { ...bot, bot, database, textOf, cover, wishedAt, takesLeft };
}

describe.skipIf(!hasPostgres)('a whole bot', () => {
  it('goes on where it was, with history, votes and quota and what is paid for, there and back', async ({
    onTestFinished: finished,
  }) => {
    const { bot, database, textOf, cover, wishedAt, takesLeft, ...stage } = await openBot(finished);
    const { member, channel, runware, until } = stage;
    const stop = () => bot.bot().stop('SIGTERM');
    const heart = () => channel.messages[0]?.buttons().find(({ label }) => label.startsWith('♥'))?.label ?? '';
    const vote = async () => {
      const [first] = channel.messages;
      if (first) await member.click(first, heart());
      return heart();
    };
    await bot.startBot();
    await cover();
    await until(() => channel.messages.length === 1);
    expect(await vote()).toBe('♥ 1');
    const expectRightQuota = async () => {
      const { said, real } = takesLeft(await textOf('quota'));
      expect(said).toBe(real);
    };
    await expectRightQuota();
    const mine = await textOf('covers mine');
    // One is paid for, and under way at its provider.
    await cover();
    await until(() => runware.paidRequests() === 2);
    await stop();

    expect(await run(['--to', database.url], bot.environment())).toMatchObject({ code: 0 });
    await bot.startBot({ DATABASE_URL: database.url });

    await until(() => channel.messages.length === 2);
    expect(runware.paidRequests()).toBe(2);
    expect(heart()).toBe('♥ 1');
    expect(await vote()).toBe('♥ 0');
    expect(await textOf('covers mine')).not.toBe(mine);
    await expectRightQuota();
    await cover();
    await until(() => runware.paidRequests() === 3);
    await stop();

    expect(await run(['--to', 'sqlite'], bot.environment())).toMatchObject({ code: 0 });
    await bot.startBot({ DATABASE_URL: '' });

    await until(() => channel.messages.length === 3);
    expect(runware.paidRequests()).toBe(3);
    expect(await vote()).toBe('♥ 1');
    await expectRightQuota();
    expect(wishedAt).toHaveLength(3);
  });
});
