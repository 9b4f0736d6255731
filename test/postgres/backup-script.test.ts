import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, hasPostgres } from './use-postgres.ts';

const run = promisify(execFile);

/** As the service of the compose file runs it, but for once. */
function backUp(folder: string, database: string, kept: number) {
  const { hostname, port, username, password, pathname } = new URL(database);
  return run('sh', ['docker/backup-postgres.sh'], {
    env: {
      PATH: process.env.PATH,
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: password,
      PGDATABASE: pathname.slice(1),
      BACKUP_FOLDER: folder,
      BACKUP_EVERY_HOURS: '24',
      BACKUPS_KEPT: String(kept),
      BACKUP_ONCE: 'yes',
    },
  });
}

describe.skipIf(!hasPostgres)('the backups of PostgreSQL', () => {
  it('are complete dumps, of which the newest are kept', async ({ onTestFinished }) => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const folder = await mkdtemp(join(tmpdir(), 'coverband-dumps-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const name of ['coverband-2026-01-01T00-00-00Z.dump', 'coverband-2026-01-02T00-00-00Z.dump', 'mine.txt'])
      await writeFile(join(folder, name), '');
    await writeFile(join(folder, 'coverband-2026-01-03T00-00-00Z.dump.unfinished'), '');

    await backUp(folder, database.url, 2);

    const names = (await readdir(folder)).sort();
    expect(names).toEqual([
      'coverband-2026-01-02T00-00-00Z.dump',
      expect.stringMatching(/^coverband-.*Z\.dump$/),
      'mine.txt',
    ]);
    const { stdout } = await run('pg_restore', ['--list', join(folder, names[1] ?? '')]);
    expect(stdout).toMatch(/TABLE DATA public jobs /);
  });

  it('leave the older ones alone, and nothing behind, where there is no database', async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'coverband-dumps-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const older = ['coverband-2026-01-01T00-00-00Z.dump', 'coverband-2026-01-02T00-00-00Z.dump'];
    for (const name of older) await writeFile(join(folder, name), '');
    await expect(backUp(folder, 'postgres://nobody@127.0.0.1:1/nothing', 1)).rejects.toThrow(/did not come about/);
    expect(await readdir(folder)).toEqual(older);
  });
});
