import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The folder itself, or where it is not there yet, the one in which it will be made. */
export function nearestFolder(folder: string): string {
  const path = resolve(folder);
  return existsSync(path) || path === dirname(path) ? path : nearestFolder(dirname(path));
}
