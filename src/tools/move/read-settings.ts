import { join } from 'node:path';
import { botSettings as settings } from '../../config/bot-settings.ts';
import { ToolError } from '../backup/tool-error.ts';

/** Of the bot's settings, those by which its databases are found, and their clocks. */
export interface MoveSettings {
  /** The SQLite database. */
  file: string;
  /** The address of the PostgreSQL database; undefined where none is set. */
  url: string | undefined;
  clock: { offsetMs: number; speed: number };
}

/** Reads these few alone. Throws `ToolError`. */
export function readMoveSettings(environment: Readonly<Record<string, string | undefined>>): MoveSettings {
  const given = (name: string) => environment[name]?.trim() || undefined;
  const dataFolder = given('DATA_DIR') ?? settings.DATA_DIR.fallback ?? 'data';
  const url = given('DATABASE_URL');
  return {
    file: join(dataFolder, 'coverband.db'),
    url: url === undefined ? undefined : checkUrl('DATABASE_URL', url),
    clock: {
      offsetMs: Number(given('CLOCK_OFFSET_SECONDS') ?? 0) * 1_000,
      speed: Number(given('CLOCK_SPEED') ?? 1),
    },
  };
}

/** Throws `ToolError`, without what was given: there is a password in it. */
export function checkUrl(name: string, url: string): string {
  const { success } = settings.DATABASE_URL.schema.safeParse(url);
  if (!success) throw new ToolError(`${name}: expected ${settings.DATABASE_URL.expected}`);
  return url;
}
