import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { troubleOf } from './errors.ts';

/**
 * Whether a process works on the database, which it has for itself as long as it does. By reading only: what is there, damaged or
 * with a log of its own, is kept as it is.
 */
export function isInUse(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    using probe = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    probe.prepare('SELECT 1 FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return troubleOf(error) === 'inUse';
  } finally {
    // Made by reading, and of no use: the bot works without one.
    rmSync(`${file}-shm`, { force: true });
  }
}
