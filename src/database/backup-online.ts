import type { DatabaseSync } from 'node:sqlite';
import { CHECKPOINT_PAGES, numberOf } from './connection.ts';
import { type CopyOptions, copyFile } from './copy-file.ts';
import type { CopyTask } from './copy-worker.ts';
import { describeDatabaseError } from './errors.ts';
import type { SqliteEngine } from './sqlite-dialect.ts';

/**
 * In the write-ahead mode the file itself changes in checkpoints only. After one, and with no other until the copy is made,
 * the file alone is all that was committed; what is written meanwhile stays in the log beside it. `VACUUM INTO` would hold
 * the event loop for as long as it takes, and so does the last step of SQLite's own online backup. Throws `DatabaseError`,
 * and the signal's reason.
 */
export async function backupOnline(
  connection: DatabaseSync,
  alone: SqliteEngine['alone'],
  task: CopyTask,
  options: CopyOptions,
): Promise<number> {
  try {
    await alone(() => {
      const isBusy = numberOf(connection, 'PRAGMA wal_checkpoint(TRUNCATE)') !== 0;
      if (isBusy) throw new Error('the log could not be brought into the database');
      connection.exec('PRAGMA wal_autocheckpoint = 0');
    });
    return await copyFile(task, options);
  } catch (error) {
    throw describeDatabaseError(error);
  } finally {
    if (connection.isOpen) connection.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }
}
