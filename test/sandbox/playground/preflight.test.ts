import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const PLAYGROUND = fileURLToPath(new URL('../../../src/sandbox/playground/', import.meta.url));

const runIn = (folder: string) => spawnSync(process.execPath, [join(folder, 'preflight.ts')], { encoding: 'utf8' });

test('the demo starts where its packages are installed', () => {
  expect(runIn(PLAYGROUND)).toMatchObject({ status: 0, stderr: '' });
});

test('the demo says in words that its packages are missing where the bot alone is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-preflight-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['preflight.ts', 'package-folder.ts', 'package.json'])
    cpSync(PLAYGROUND + name, join(folder, name));

  const { status, stderr } = runIn(folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^The demo needs packages that are not here \(.*lit.*\): run "npm ci" without further options\.\n$/,
  );
});
