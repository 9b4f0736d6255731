import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Finding, fail, ok } from '../finding.ts';
import { nearestFolder } from './nearest-folder.ts';

/** Where the bot has its own: what it downloads and what it encodes lie there until they are whole. */
const OWN_FOLDERS = ['files', join('files', 'unfinished'), 'studio', 'sounds', 'cache', 'backups'];

/**
 * Whether files can be written where the bot puts them, the temporary ones too; it has no other temporary folder than its own. A
 * file is written into each that is there, and taken away again.
 */
export async function checkWriting(dataFolder: string): Promise<Finding> {
  const base = nearestFolder(dataFolder);
  const folders = [base, ...OWN_FOLDERS.map((name) => join(dataFolder, name)).filter((folder) => existsSync(folder))];
  const failed: string[] = [];
  for (const folder of folders) {
    const code = await codeOfWriting(folder);
    if (code !== undefined) failed.push(`${relative(base, folder) || base} (${code})`);
  }
  if (failed.length === 0) return ok('temporary files', 'can be written in the data folder');
  return fail(
    'temporary files',
    `cannot be written in ${failed.join(', ')}`,
    'check the disk and the rights to these folders: they must be the bot’s own (chown -R), and on a disk that is not read-only',
  );
}

async function codeOfWriting(folder: string): Promise<string | undefined> {
  const file = join(folder, `.doctor-${process.pid}`);
  try {
    await writeFile(file, 'written by npm run doctor', { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
