import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createAmbient } from './ambient.ts';
import { type App, createApp } from './app.ts';
import { EnvFileError } from './config/env-file.ts';
import { describeMisspelt, loadConfig, type Misspelt } from './config/load-config.ts';
import type { Config } from './config/read-config.ts';
import { StartError } from './errors.ts';
import { createLogger, type LoggerOptions } from './logger.ts';
import { formatForTerminal } from './terminal-log.ts';

const firstSteps = () => `Coverband needs a Discord bot token before it can start:
  1. Make an application at https://discord.com/developers/applications and copy its token from the page "Bot".
  2. Copy .env.example to .env and put the token and your provider's key in (README, "Going live").
  3. Run "npm start" again.
${existsSync('.env') ? '' : `(Settings are read from ${resolve('.env')}, which is not there.)\n`}\
To see the whole bot at work first, with no account and no key: npm run demo
`;

/** What shells and supervisors know as "the configuration is wrong": starting again would not help. */
const EXIT_CONFIG = 78;
/** Starting again may help, which is what supervisors do. */
const EXIT_FAILURE = 1;

/** What is not paid for is not waited for any longer: every step of it is on disk, and the next start goes on with it. */
const STOPPING_MS = 7_000;
const LOOK_AGAIN_MS = 250;
const LOOK_FOR_NPM_MS = 1_000;

/** The process: environment, signals, exit code. Decides nothing else. */
export async function runProcess(): Promise<void> {
  // Whoever reads what is said here may have gone.
  process.stderr.on('error', () => undefined);
  const loaded = loadOrComplain();
  if (typeof loaded !== 'string') return run(loaded.config, loaded.doubtful);
  process.stderr.write(loaded);
  process.exitCode = EXIT_CONFIG;
}

/** What is wrong, in words, in place of settings that cannot be used. */
function loadOrComplain(): { config: Config; doubtful: readonly Misspelt[] } | string {
  try {
    const { config, misspelt, problems, doubtful } = loadConfig('.env', process.env);
    if (config) return { config, doubtful };
    if (misspelt.length === 0 && !process.env.DISCORD_TOKEN?.trim())
      return [...doubtful.map(describeMisspelt), firstSteps()].join('\n');
    return `These settings cannot be used (.env or environment):\n${[...misspelt, ...problems].join('\n')}\n`;
  } catch (error) {
    if (error instanceof EnvFileError) return `The settings cannot be read: ${error.message}.\n`;
    throw error;
  }
}

async function run(config: Config, doubtful: readonly Misspelt[]): Promise<void> {
  const log = createLogger({ level: config.logLevel, ...(process.stdout.isTTY && forPeople(config.logLevel)) });
  for (const { name, meant } of doubtful)
    log.warn({ name, meant }, 'a variable of the environment looks like a setting');
  const leave = (code: number) => log.flush(() => process.exit(code));
  let isStopping = false;

  const app = createApp(config, {
    ambient: createAmbient(config.clock),
    log,
    onFatal(error) {
      if (isStopping) return;
      isStopping = true;
      if (error instanceof StartError) log.fatal({ reason: error.message }, 'the bot cannot go on');
      else log.fatal({ err: error }, 'the bot cannot go on');
      leaveWhenStopped(exitCodeOf(error));
    },
  });

  const leaveWhenStopped = (code: number) => {
    setTimeout(() => leave(EXIT_FAILURE), config.shutdownWaitMs);
    setTimeout(() => leaveUnlessOwed(app, () => leave(code)), STOPPING_MS);
    app.stop().then(
      () => leave(code),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        leave(EXIT_FAILURE);
      },
    );
  };

  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.warn({ signal }, 'stopping at once');
      return leave(EXIT_FAILURE);
    }
    isStopping = true;
    log.info({ signal }, 'stopping; a second signal stops at once');
    leaveWhenStopped(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmIsGone(() => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping, since npm has ended');
    leaveWhenStopped(0);
  });

  try {
    await app.start();
  } catch (error) {
    // What a stop breaks off is no failure.
    if (isStopping) return;
    isStopping = true;
    if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'the bot could not start');
    await app.stop().catch(() => {});
    leave(exitCodeOf(error));
  }
}

/** npm hands on two signals only, and can end by itself: nobody would look after a bot that it left behind. */
function whenNpmIsGone(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { ppid } = process;
  const looking = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(looking);
    then();
  }, LOOK_FOR_NPM_MS);
  looking.unref();
}

/** JSON is for whatever collects logs; a terminal is read by somebody. */
function forPeople(level: string): Pick<LoggerOptions, 'format'> {
  const isVerbose = level === 'debug' || level === 'trace';
  return { format: (line) => formatForTerminal(line, { isVerbose }) };
}

function leaveUnlessOwed(app: App, leave: () => void): void {
  if (app.isOwed()) setTimeout(() => leaveUnlessOwed(app, leave), LOOK_AGAIN_MS);
  else leave();
}

function exitCodeOf(error: unknown): number {
  return error instanceof StartError && !error.mayPass ? EXIT_CONFIG : EXIT_FAILURE;
}
