import { join } from 'node:path';
import { botSettings as settings } from '../../config/bot-settings.ts';
import { operatorOrigin } from '../operator-origin.ts';
import { ToolError } from './tool-error.ts';

/** Of the bot's settings, those by which its database and the bot itself are found. */
export interface BackupSettings {
  dataFolder: string;
  /** The database. */
  file: string;
  backupsFolder: string;
  /** Undefined where the bot opens no endpoints. */
  operator: { origin: string; secret: string } | undefined;
}

/** Reads these few alone: a machine on which a backup is put back may have no others yet. Throws `ToolError`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): BackupSettings {
  const given = (name: string) => environment[name]?.trim() || undefined;
  const dataFolder = given('DATA_DIR') ?? settings.DATA_DIR.fallback ?? 'data';
  const port = settings.OPERATOR_PORT.schema.safeParse(given('OPERATOR_PORT'));
  if (!port.success) throw new ToolError(`OPERATOR_PORT: expected ${settings.OPERATOR_PORT.expected}`);
  const secret = given('OPERATOR_SECRET');
  return {
    dataFolder,
    file: join(dataFolder, 'coverband.db'),
    backupsFolder: join(dataFolder, 'backups'),
    operator: port.data && secret ? { origin: operatorOrigin(given('OPERATOR_HOST'), port.data), secret } : undefined,
  };
}
