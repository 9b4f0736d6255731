import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EnvFileError, loadEnvFile, readEnvFile } from '../../src/config/env-file.ts';

const TEXT = 'DISCORD_TOKEN=a.b.c\n# grün\nPRESETS="Größe: süß"\nLAST=1';
const ENTRIES = { DISCORD_TOKEN: 'a.b.c', PRESETS: 'Größe: süß', LAST: '1' };

function file(content: Uint8Array | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  writeFileSync(path, content);
  return path;
}

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16, as old PowerShell writes it', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16 the other way round', bigEndian(`\ufeff${TEXT}`)],
  ['UTF-16 the other way round without a mark', bigEndian(TEXT)],
  ['the old encoding of Windows', Buffer.from(TEXT, 'latin1')],
  ['lines that end as on Windows', TEXT.replaceAll('\n', '\r\n')],
  ['lines that end as on old Macs', TEXT.replaceAll('\n', '\r')],
])('a file of settings in %s is read', (_, content) => {
  expect({ ...readEnvFile(file(content)) }).toEqual(ENTRIES);
});

it('settings of the environment go before those of the file', () => {
  const environment: Record<string, string | undefined> = { LAST: '2' };
  expect(loadEnvFile(file(TEXT), environment)).toEqual(Object.keys(ENTRIES).toSorted());
  expect(environment).toEqual({ ...ENTRIES, LAST: '2' });
});

it('a file that is not there has no settings, and one that cannot be read says why', () => {
  const path = file('');
  expect(loadEnvFile(`${path}.other`, {})).toEqual([]);
  mkdirSync(`${path}.folder`);
  expect(() => readEnvFile(`${path}.folder`)).toThrow(
    new EnvFileError(`${path}.folder is a folder, and should be a file with the settings in it`),
  );
});
