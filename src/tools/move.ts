import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createClock } from '../clock.ts';
import { EnvFileError, loadEnvFile } from '../config/env-file.ts';
import { DatabaseError } from '../database.ts';
import { createLogger } from '../logger.ts';
import { ToolError } from './backup/tool-error.ts';
import { describeMove } from './move/describe-move.ts';
import { checkUrl, type MoveSettings, readMoveSettings } from './move/read-settings.ts';
import { type Move, type MoveTools, runMove } from './move/run-move.ts';

const USAGE = `npm run move -- --to postgres://user:password@host/database
                          from SQLite (DATA_DIR) to PostgreSQL, with the bot stopped
npm run move -- --to postgres
                          the same, to the one that DATABASE_URL names
npm run move -- --to sqlite [--from postgres://…]
                          from PostgreSQL (--from, or DATABASE_URL) to SQLite (DATA_DIR), with all bots stopped
`;

/** What shells know as a command that was used in a wrong way. */
const EXIT_USAGE = 64;

async function run(): Promise<string> {
  loadEnvFile('.env', process.env);
  const settings = readMoveSettings(process.env);
  const move = readMove(settings);
  const done = await runMove(move, {
    clock: createClock(settings.clock),
    realTime: createClock(),
    speed: settings.clock.speed,
    random: Math.random,
    newId: randomUUID,
    log: createLogger({ level: 'silent' }),
    ...createProgress(),
  });
  return describeMove(done, move.to);
}

const argumentsSchema = z.object({ to: z.string().min(1), from: z.string().min(1).optional() });

function readMove({ file, url }: MoveSettings): Move {
  const { to, from } = readArguments();
  if (to === 'sqlite') {
    if (from !== undefined) return { to, file, url: checkUrl('--from', from) };
    if (url === undefined) throw new ToolError('where from? Give --from postgres://…, or set DATABASE_URL');
    return { to, file, url };
  }
  if (from !== undefined) throw new UsageError('what goes to PostgreSQL comes from DATA_DIR');
  if (to !== 'postgres') return { to: 'postgres', file, url: checkUrl('--to', to) };
  if (url === undefined) throw new ToolError('where to? Give --to postgres://…, or set DATABASE_URL');
  return { to, file, url };
}

function readArguments(): z.output<typeof argumentsSchema> {
  const options = { to: { type: 'string' }, from: { type: 'string' } } as const;
  try {
    return argumentsSchema.parse(parseArgs({ options }).values);
  } catch (error) {
    throw new UsageError('not as it is used', { cause: error });
  }
}

/** One line for each table, which in a terminal counts up. */
function createProgress(): Required<Pick<MoveTools, 'onRows' | 'onComparing'>> {
  const { stderr } = process;
  let last = '';
  const begin = (line: string) => {
    stderr.write(`${last === '' || !stderr.isTTY ? '' : '\n'}${line}${stderr.isTTY ? '' : '\n'}`);
    last = line;
  };
  return {
    onRows(table, rows) {
      const line = `${table} …`;
      if (line !== last) begin(line);
      if (stderr.isTTY) stderr.write(`\r${line} ${rows} rows`);
    },
    onComparing: () => begin('comparing both sides …'),
  };
}

class UsageError extends Error {}

// A database holds what members wrote.
process.umask(0o077);
try {
  const report = await run();
  process.stdout.write(`\n${report}\n`);
} catch (error) {
  const isForOperator = [ToolError, DatabaseError, EnvFileError].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? USAGE : `\n${isForOperator ? '' : 'It failed: '}${message}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : 1;
}
