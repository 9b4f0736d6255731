import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { createBackups } from '../../database/backups.ts';
import { DatabaseInUseError, openAsItIs, type SqliteDatabase } from '../../database.ts';
import type { Logger } from '../../logger.ts';
import { askBot } from './ask-bot.ts';
import type { BackupSettings } from './read-settings.ts';

export interface MadeBackup {
  /** With the data folder. */
  path: string;
  sizeBytes: number;
  /** Whether the running bot has made it. */
  byBot: boolean;
}

/** By the bot when it runs, else by this process. Throws `ToolError`, `DatabaseError`. */
export async function makeBackup(
  settings: BackupSettings,
  { clock, log }: { clock: Clock; log: Logger },
): Promise<MadeBackup> {
  const { dataFolder, file, backupsFolder: folder } = settings;
  const database = openUnlessInUse({ file, log });
  if (!database) {
    const { file: path, sizeBytes } = await askBot(settings);
    return { path: join(dataFolder, path), sizeBytes, byBot: true };
  }
  try {
    const { name, sizeBytes } = await createBackups({ database, file, folder, clock }).make();
    return { path: join(folder, name), sizeBytes, byBot: false };
  } finally {
    database.close();
  }
}

function openUnlessInUse(options: { file: string; log: Logger }): SqliteDatabase | undefined {
  try {
    return openAsItIs(options);
  } catch (error) {
    if (error instanceof DatabaseInUseError) return undefined;
    throw error;
  }
}
