import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { StartError } from './errors.ts';

/** Rights of other users of this machine: the group's and everybody's. */
const OF_OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;
/** In a folder with this bit each can move away their own only, as in `/tmp`. */
const STICKY = 0o1000;

/** Windows knows neither these users nor these rights. */
const KNOWS_USERS = process.getuid !== undefined;

/** Where the data will be, as far as that is known before the settings are read in full. */
export function dataFolderOf(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.DATA_DIR?.trim() || settingsInFile().DATA_DIR?.trim() || 'data';
}

/** What cannot be read here is complained of where all settings are read. */
function settingsInFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch {
    return {};
  }
}

/** Where compiled code is kept, for one kind of process each. */
export function codeFolderIn(dataFolder: string, name: 'bot' | 'copying' | 'probe' | 'studio'): string {
  return join(dataFolder, 'cache', name);
}

/**
 * Throws `StartError` where songs and covers are there and their database is not: begun anew, every quota would be, too, and
 * somebody's mistake would be an invitation to spend.
 */
export function checkDatabaseIsThere(dataFolder: string, file: string): void {
  const files = join(dataFolder, 'files');
  if (existsSync(file) || !existsSync(files)) return;
  if (!readdirSync(files).some((name) => /^[0-9a-f]{2}$/.test(name))) return;
  throw new StartError(
    `there are songs in DATA_DIR (${dataFolder}) and no database: put it back (npm run backup -- --restore FILE), or delete the folder "files" there to begin anew`,
  );
}

/**
 * Makes the folder for the bot's user alone: in it are tokens, what members wrote, and compiled code that runs as the bot. One
 * that others can look into or write to is closed to them, with all that is in it. A link is followed, and what it leads to is
 * judged. Throws `StartError` where others could still get at it.
 */
export function openDataFolder(folder: string): void {
  const real = made(folder);
  if (!KNOWS_USERS) return;
  checkOwner(folder, real);
  const { mode } = statSync(real);
  if (mode & OF_OTHERS) close(folder, real);
  checkAbove(real);
}

/** Checks a data folder that is there, without changing anything. Throws `StartError`. */
export function checkDataFolder(folder: string): void {
  if (!KNOWS_USERS) return;
  const real = realpathSync(folder);
  checkOwner(folder, real);
  checkAbove(real);
}

function checkOwner(folder: string, real: string): void {
  const user = process.getuid?.();
  const { uid: owner } = statSync(real);
  if (owner === user) return;
  throw new StartError(
    `DATA_DIR (${folder}) belongs to user ${owner} of this machine, and the bot runs as user ${user}: run it as that user, or make the folder the bot's own (chown -R)`,
  );
}

function checkAbove(real: string): void {
  for (let path = dirname(real); ; path = dirname(path)) {
    const above = statSync(path).mode;
    if (above & WRITABLE_BY_ALL && !(above & STICKY)) {
      throw new StartError(
        `every user of this machine can exchange DATA_DIR, since ${path} is open to all: choose another folder, or close that one (chmod o-w)`,
      );
    }
    if (path === dirname(path)) return;
  }
}

function made(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return realpathSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(`DATA_DIR (${folder}) cannot be used (${code}): check the disk, and the rights to it`, {
      cause: error,
    });
  }
}

function close(folder: string, real: string): void {
  // Others may have put something there that would run.
  rmSync(join(real, 'cache'), { recursive: true, force: true });
  try {
    chmodSync(real, 0o700);
  } catch {
    // The look that follows tells.
  }
  if (statSync(real).mode & OF_OTHERS) {
    throw new StartError(
      `other users of this machine can get at DATA_DIR (${folder}), and its rights cannot be changed: choose a folder on a disk that knows rights, or close it (chmod 700)`,
    );
  }
  for (const entry of readdirSync(real, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodIfOurs(path, 0o700);
    if (entry.isFile()) chmodIfOurs(path, 0o600);
  }
}

/** What belongs to somebody else stays as it is; nobody gets to it through the folder any more. */
function chmodIfOurs(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}
