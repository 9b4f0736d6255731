import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkDatabaseIsThere } from '../../../data-folder.ts';
import { isInUse } from '../../../database/is-in-use.ts';
import { lookAtDatabase } from '../../../database/look-at.ts';
import { DatabaseError, DatabaseInUseError, DatabaseMovedError } from '../../../database.ts';
import { StartError } from '../../../errors.ts';
import { jobMigrations } from '../../../jobs/sql/migrations.ts';
import { type Finding, fail, ok } from '../finding.ts';

/**
 * Whether the database can be used. One that a running bot has is left to it, which has looked at it at its start; one that nobody
 * has is read, and nothing in it is changed. `isShared`: the settings name a database server.
 */
export function checkDatabase(dataFolder: string, isShared: boolean): { finding: Finding; isBotRunning: boolean } {
  const file = join(dataFolder, 'coverband.db');
  const running = { finding: ok('database', 'in use by a running bot, which has checked it'), isBotRunning: true };
  if (isInUse(file)) return running;
  const told = (finding: Finding) => ({ finding, isBotRunning: false });
  try {
    checkDatabaseIsThere(dataFolder, file);
    const version = lookAtDatabase(file, jobMigrations);
    if (version === undefined) return told(ok('database', 'is not there yet; the first start makes it'));
    const isOld = version < jobMigrations.length;
    return told(ok('database', `sound, version ${version}${isOld ? '; the next start brings it up to date' : ''}`));
  } catch (error) {
    // A bot may have begun meanwhile.
    if (error instanceof DatabaseInUseError) return running;
    if (!(error instanceof DatabaseError || error instanceof StartError)) throw error;
    const [detail = '', whatToDo = ''] = error.message.split(/: (.*)/s);
    if (error instanceof DatabaseMovedError && isShared) return told(ok('database', detail));
    return told(fail('database', detail, whatToDo));
  }
}

/** What is left of the time before a database server, where there is such a file. */
export function checkFileBeside(dataFolder: string): Finding[] {
  if (!existsSync(join(dataFolder, 'coverband.db'))) return [];
  return [{ ...checkDatabase(dataFolder, true).finding, name: 'database file' }];
}
