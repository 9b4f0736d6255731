import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { copyFile } from '../../database/copy-file.ts';
import { isInUse } from '../../database/is-in-use.ts';
import { nameOfCopyBefore } from '../../database/old-copies.ts';
import { DatabaseDamagedError } from '../../database.ts';
import { isFinal, jobStates } from '../../domain/job.ts';
import { jobMigrations } from '../../jobs/sql/migrations.ts';
import type { Logger } from '../../logger.ts';
import { endUnfinished } from './end-unfinished.ts';
import type { BackupSettings } from './read-settings.ts';
import { ToolError } from './tool-error.ts';

export interface RestoreOptions {
  backup: string;
  /** What becomes of jobs that were unfinished when the backup was made. */
  unfinished: 'continue' | 'end' | undefined;
}

export interface Restored {
  jobs: number;
  unfinished: number;
  /** Where the database from before is kept; undefined where there was none. */
  before: string | undefined;
}

interface Facts {
  version: number;
  jobs: number;
  unfinished: number;
}

/** Puts a checked backup in the place of the database, which is kept beside it. Throws `ToolError`, `DatabaseError`. */
export async function restoreBackup(
  { dataFolder, file }: BackupSettings,
  { backup, unfinished }: RestoreOptions,
  tools: { clock: Clock; log: Logger },
): Promise<Restored> {
  if (!existsSync(backup)) throw new ToolError(`there is no file ${backup}`);
  checkStopped(file);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const incoming = `${file}.incoming`;
  try {
    await removeDatabase(incoming);
    await copyChecked(backup, incoming);
    const facts = readFacts(incoming, backup);
    if (facts.unfinished > 0 && !unfinished) throw undecided(facts);
    if (unfinished === 'end') await endUnfinished(incoming, tools);
    checkStopped(file);
    const before = await putInPlace(incoming, file, tools.clock);
    await syncFolder(dataFolder);
    return { jobs: facts.jobs, unfinished: facts.unfinished, before };
  } finally {
    await removeDatabase(incoming);
  }
}

function checkStopped(file: string): void {
  if (isInUse(file)) throw new ToolError('the bot is running: stop it, then put the backup back');
}

async function copyChecked(backup: string, incoming: string): Promise<void> {
  try {
    await copyFile({ from: backup, to: incoming }, { signal: new AbortController().signal });
  } catch (error) {
    if (!(error instanceof DatabaseDamagedError)) throw error;
    throw new ToolError(`${backup} is damaged or is no database: take another backup`, { cause: error });
  }
}

function readFacts(incoming: string, backup: string): Facts {
  using database = new DatabaseSync(incoming);
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const version = number('PRAGMA user_version');
  const isOurs = version > 0 && number(`SELECT count(*) FROM sqlite_schema WHERE name = 'jobs'`) > 0;
  if (!isOurs) throw new ToolError(`${backup} is no database of Coverband`);
  if (version > jobMigrations.length) throw new ToolError(`${backup} was made by a newer release: run that one`);
  const ends = jobStates.filter(isFinal).map((state) => `'${state}'`);
  const unfinished = number(`SELECT count(*) FROM jobs WHERE state NOT IN (${ends.join()})`);
  return { version, jobs: number('SELECT count(*) FROM jobs'), unfinished };
}

function undecided({ unfinished }: Facts): ToolError {
  return new ToolError(
    `the backup holds ${unfinished} unfinished cover${unfinished === 1 ? '' : 's'}, which may have been finished since, and would be paid for again: add --unfinished=end to give them up, or --unfinished=continue to go on with them`,
  );
}

/** With everything that belongs to it: a log left behind would be taken for the new one's. */
async function putInPlace(incoming: string, file: string, clock: Clock): Promise<string | undefined> {
  const before = nameOfCopyBefore(file, clock.now());
  const isThere = existsSync(file);
  for (const end of ['-wal', '']) {
    if (existsSync(file + end)) await rename(file + end, before + end);
  }
  await rename(incoming, file);
  return isThere ? before : undefined;
}

async function removeDatabase(file: string): Promise<void> {
  await Promise.all(['', '-wal', '-shm', '-journal'].map((end) => rm(file + end, { force: true })));
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
}
