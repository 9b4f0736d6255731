import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sharedCodeFolder } from '../../support/shared-code.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverband-move-'));
  return () => rmSync(folder, { recursive: true });
});

function run(given: string[], environment: Record<string, string> = {}) {
  const entry = join(import.meta.dirname, '../../../src/tools/move.ts');
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    NODE_COMPILE_CACHE: sharedCodeFolder('bot'),
    ...environment,
  };
  return spawnSync(process.execPath, [entry, ...given], { encoding: 'utf8', cwd: folder, env });
}

describe('npm run move', () => {
  it.each([
    [[]],
    [['--to']],
    [['elsewhere']],
    [['--to', 'postgres', '--from', 'postgres://a/b']],
  ])('says how it is used where it is asked in another way: %j', (given) => {
    expect(run(given)).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringContaining('npm run move -- --to'),
    });
  });

  it.each([
    [['--to', 'mysql://user:secret@host/db'], '--to: expected an address such as postgres://'],
    [['--to', 'sqlite', '--from', 'secret'], '--from: expected an address such as postgres://'],
    [['--to', 'sqlite'], 'where from? Give --from postgres://…, or set DATABASE_URL'],
    [['--to', 'postgres'], 'where to? Give --to postgres://…, or set DATABASE_URL'],
    [['--to', 'postgres://user:secret@127.0.0.1:1/db'], 'the bot has not run here'],
  ])('says what it lacks, and never a password: %j', (given, sentence) => {
    const { status, stdout, stderr } = run(given);

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('secret');
    expect(existsSync(join(folder, 'coverband.db'))).toBe(false);
  });

  it('takes the address from the settings, where it is not to stand in the history of a shell', () => {
    const { stderr } = run(['--to', 'sqlite'], { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/db' });

    expect(stderr).toContain('the database cannot be reached at present');
    expect(stderr).not.toContain('secret');
  });
});
