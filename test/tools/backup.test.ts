import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createBackups } from '../../src/database/backups.ts';
import { openDatabase, type SqliteDatabase } from '../../src/database.ts';
import { createOperator } from '../../src/http/operator.ts';
import { createSqlJobs } from '../../src/jobs/sql/jobs.ts';
import { jobMigrations } from '../../src/jobs/sql/migrations.ts';
import { createLogger } from '../../src/logger.ts';
import { makeBackup } from '../../src/tools/backup/make-backup.ts';
import { type BackupSettings, readSettings } from '../../src/tools/backup/read-settings.ts';
import { restoreBackup } from '../../src/tools/backup/restore-backup.ts';
import { aCharge, candidateOf, newcomer, steps } from '../contracts/jobs/job-parts.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { sharedCodeFolder } from '../support/shared-code.ts';

const log = createLogger({ level: 'silent' });
const clock = createManualClock();
const tools = { clock, log };
const secret = 'a secret of the operator';

let settings: BackupSettings;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverband-backup-'));
  settings = readSettings({ DATA_DIR: join(folder, 'data') });
  return () => rm(folder, { recursive: true });
});

function open(): SqliteDatabase {
  const database = openDatabase({ migrations: jobMigrations, file: settings.file, log });
  onTestFinished(() => database.close());
  return database;
}

const jobsOf = (database: SqliteDatabase) => createSqlJobs({ database, clock, log });

/** A bot that was stopped with two jobs that wait. Its file, copied as it lies there, is as good as a backup. */
async function stoppedBot(): Promise<string> {
  const database = open();
  for (const n of [1, 2]) await jobsOf(database).accept(newcomer(n), [aCharge()]);
  database.close();
  const copy = join(settings.dataFolder, '..', 'copy.db');
  await copyFile(settings.file, copy);
  return copy;
}

async function unfinishedIds(): Promise<string[]> {
  const database = open();
  const ids = (await jobsOf(database).unfinished()).map(({ id }) => id);
  database.close();
  return ids;
}

describe('with the bot stopped', () => {
  it('a backup is made, and put back in the place of what was there', async () => {
    await stoppedBot();
    const { path, byBot } = await makeBackup(settings, tools);
    expect(byBot).toBe(false);
    const later = open();
    await jobsOf(later).accept(newcomer(3), []);
    later.close();

    const restored = await restoreBackup(settings, { backup: path, unfinished: 'continue' }, tools);

    expect(restored).toMatchObject({ jobs: 2, unfinished: 2 });
    expect(await unfinishedIds()).toEqual([newcomer(1).id, newcomer(2).id]);
    const kept = openDatabase({ migrations: jobMigrations, file: restored.before ?? '', log });
    expect((await jobsOf(kept).unfinished()).map(({ id }) => id)).toHaveLength(3);
    kept.close();
  });

  it('what was unfinished in a backup is gone on with or given up, and nobody decides that but the operator', async () => {
    await stoppedBot();
    const database = open();
    await jobsOf(database).change(newcomer(2).id, newcomer(2).version, steps.submitting(candidateOf('p')));
    database.close();
    const { path: backup } = await makeBackup(settings, tools);

    await expect(restoreBackup(settings, { backup, unfinished: undefined }, tools)).rejects.toThrow(
      'the backup holds 2 unfinished covers, which may have been finished since',
    );
    await restoreBackup(settings, { backup, unfinished: 'end' }, tools);

    const after = open();
    expect(await jobsOf(after).unfinished()).toEqual([]);
    expect(await jobsOf(after).get(newcomer(1).id)).toMatchObject({ state: 'cancelled', settled: 'refunded' });
    expect(await jobsOf(after).get(newcomer(2).id)).toMatchObject({ state: 'failed', settled: 'presumed' });
    expect(after.statement('SELECT count(*) AS alarms FROM alarms').get()).toEqual({ alarms: 0 });
    expect(readdirSync(settings.dataFolder).filter((name) => name.includes('incoming'))).toEqual([]);
  });

  it('a backup takes the place of a damaged database, which is kept with its log', async () => {
    const backup = await stoppedBot();
    await writeFile(settings.file, 'x'.repeat(10_000));
    await writeFile(`${settings.file}-wal`, 'the log of the damaged one');

    const { before } = await restoreBackup(settings, { backup, unfinished: 'continue' }, tools);

    expect(await readFile(`${before}-wal`, 'utf8')).toBe('the log of the damaged one');
    expect(await unfinishedIds()).toHaveLength(2);
  });

  it('a backup that is not sound is not put back, and the database stays', async () => {
    const backup = await stoppedBot();
    const restore = (file: string) => restoreBackup(settings, { backup: file, unfinished: 'end' }, tools);
    const newer = openDatabase({ migrations: jobMigrations, file: `${backup}.newer`, log });
    newer.statement('PRAGMA user_version = 1000').get();
    newer.close();
    openDatabase({ file: `${backup}.other`, log, migrations: ['CREATE TABLE notes (text TEXT)'] }).close();
    await truncate(backup, 20_000);

    await expect(restore(backup)).rejects.toThrow('is damaged or is no database: take another backup');
    await expect(restore(`${backup}.newer`)).rejects.toThrow('was made by a newer release');
    await expect(restore(`${backup}.other`)).rejects.toThrow('is no database of Coverband');
    await expect(restore(join(settings.dataFolder, 'nowhere'))).rejects.toThrow('there is no file');

    expect(await unfinishedIds()).toHaveLength(2);
    expect(readdirSync(settings.dataFolder)).toEqual(['coverband.db']);
  });

  it('there is nothing to back up before its first start', async () => {
    await expect(makeBackup(settings, tools)).rejects.toThrow('there is no database yet: the bot has not run here');
  });
});

describe('with the bot running', () => {
  async function runningBot() {
    const database = open();
    const { file, backupsFolder: folder } = settings;
    await jobsOf(database).accept(newcomer(1), []);
    const backups = createBackups({ database, file, folder, clock });
    const operator = createOperator({
      port: 0,
      secret,
      health: () => ({ gateway: 'ok', store: 'ok', providers: {} }),
      metrics: { contentType: 'text/plain; version=0.0.4; charset=utf-8', text: async () => '' },
      async backup() {
        const { name, sizeBytes } = await backups.make();
        return { file: join('backups', name), sizeBytes };
      },
      presumed: { list: async () => [], settle: async () => undefined },
      log,
    });
    onTestFinished(() => operator.stop());
    const { port } = await operator.start();
    return { DATA_DIR: settings.dataFolder, OPERATOR_PORT: String(port), OPERATOR_SECRET: secret };
  }

  it('the bot makes the backup; nothing can be put back', async () => {
    const environment = await runningBot();

    const { path: backup, byBot } = await makeBackup(readSettings(environment), tools);

    expect(byBot).toBe(true);
    expect(readdirSync(settings.backupsFolder)).toEqual([backup.slice(settings.backupsFolder.length + 1)]);
    await expect(restoreBackup(settings, { backup, unfinished: 'end' }, tools)).rejects.toThrow('the bot is running');
    expect(readdirSync(settings.dataFolder).some((name) => /incoming|before/.test(name))).toBe(false);
  });

  it('every way in which it cannot be asked has its words', async () => {
    const environment = await runningBot();
    const ask = async (changes: Record<string, string | undefined>) =>
      makeBackup(readSettings({ ...environment, ...changes }), tools);

    await expect(ask({ OPERATOR_PORT: undefined })).rejects.toThrow('opens no endpoint to ask it for a backup');
    await expect(ask({ OPERATOR_SECRET: 'another secret' })).rejects.toThrow('the secret is wrong (status 401)');
    await expect(ask({ OPERATOR_PORT: '1' })).rejects.toThrow('does not answer where OPERATOR_PORT says');
    await expect(ask({ OPERATOR_PORT: 'x' })).rejects.toThrow('OPERATOR_PORT: expected a port number');
  });
});

describe('npm run backup', () => {
  const run = (...given: string[]) => {
    const entry = join(import.meta.dirname, '../../src/tools/backup.ts');
    const env = {
      PATH: process.env.PATH,
      DATA_DIR: settings.dataFolder,
      NODE_COMPILE_CACHE: sharedCodeFolder('bot'),
    };
    return spawnSync(process.execPath, [entry, ...given], { encoding: 'utf8', cwd: tmpdir(), env });
  };

  it('says in one line what it has done, or why not', async () => {
    await stoppedBot();

    const made = run();
    const wrong = run('--restore');

    expect(made).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Backup: .*\.db \(0\.\d MB; the bot .*\n$/),
    });
    expect(wrong).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringContaining('npm run backup -- --restore'),
    });
  });
});
