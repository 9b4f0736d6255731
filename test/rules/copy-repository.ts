import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** History and data are of no use to tests, and a `.env` holds secrets. */
const LEFT_OUT = new Set(['.git', '.env', 'data', 'node_modules']);

export interface RepositoryCopy {
  folder: string;
  remove(): void;
}

/** The working tree in a temporary folder, so that nothing of the working tree itself is ever broken. */
export function copyRepository(): RepositoryCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'coverband-rules-')));
  for (const name of readdirSync(ROOT)) {
    if (!LEFT_OUT.has(name)) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  // A folder of its own, with links in it: Vitest keeps its notes there.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '.vite') symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
