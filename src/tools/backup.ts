import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createClock } from '../clock.ts';
import { EnvFileError, loadEnvFile } from '../config/env-file.ts';
import { DatabaseError } from '../database.ts';
import { createLogger } from '../logger.ts';
import { makeBackup } from './backup/make-backup.ts';
import { readSettings } from './backup/read-settings.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { ToolError } from './backup/tool-error.ts';

const USAGE = `npm run backup                            makes a backup, also while the bot runs
npm run backup -- --restore FILE          puts one back; the bot must be stopped
    --unfinished=end|continue             what becomes of covers that were unfinished in it
`;

/** What shells know as a command that was used in a wrong way. */
const EXIT_USAGE = 64;

const NOT_PART = 'Songs and covers (the folder "files" beside the database) are not part of a backup.';

async function run(): Promise<string> {
  loadEnvFile('.env', process.env);
  const { restore, unfinished } = readArguments();
  const settings = readSettings(process.env);
  const tools = { clock: createClock(), log: createLogger({ level: 'silent' }) };
  if (restore === undefined) {
    const { path, sizeBytes, byBot } = await makeBackup(settings, tools);
    const who = byBot ? 'made by the running bot' : 'the bot is not running';
    return `Backup: ${path} (${(sizeBytes / 1_000_000).toFixed(1)} MB; ${who}). ${NOT_PART}`;
  }
  const restored = await restoreBackup(settings, { backup: restore, unfinished }, tools);
  const kept = restored.before ? ` The database from before is kept as ${restored.before}.` : '';
  return `Put back: ${restore} with ${restored.jobs} jobs as ${settings.file}.${kept} ${NOT_PART}`;
}

const argumentsSchema = z.object({
  restore: z.string().min(1).optional(),
  unfinished: z.enum(['end', 'continue']).optional(),
});

function readArguments(): z.output<typeof argumentsSchema> {
  const options = { restore: { type: 'string' }, unfinished: { type: 'string' } } as const;
  try {
    const given = argumentsSchema.parse(parseArgs({ options }).values);
    if (given.unfinished && given.restore === undefined) throw new Error('only a restore has a choice');
    return given;
  } catch (error) {
    throw new UsageError('not as it is used', { cause: error });
  }
}

class UsageError extends Error {}

// A backup holds what the database holds.
process.umask(0o077);
try {
  process.stdout.write(`${await run()}\n`);
} catch (error) {
  const isForOperator = [ToolError, DatabaseError, EnvFileError].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? USAGE : `${isForOperator ? '' : 'It failed: '}${message}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : 1;
}
