import { existsSync } from 'node:fs';
import { createApp } from './app.ts';
import { createClock } from './clock.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { StartError } from './errors.ts';
import { createLogger } from './logger.ts';

const FIRST_STEPS = `Coverband needs a Discord bot token before it can start:
  1. Make an application at https://discord.com/developers/applications and copy its token from the page "Bot".
  2. Copy .env.example to .env and put the token and your provider's key in (README, "Going live").
  3. Run "npm start" again.
To see the whole bot at work first, with no account and no key: npm run demo
`;

/** What shells and supervisors know as "the configuration is wrong": starting again would not help. */
const EXIT_CONFIG = 78;

/** The process: environment, signals, exit code. Decides nothing else. */
export async function runProcess(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig();
  if (config) await run(config);
}

function loadConfig(): Config | undefined {
  if (!process.env.DISCORD_TOKEN?.trim()) {
    process.stderr.write(FIRST_STEPS);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`These settings cannot be used (.env or environment):\n${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

async function run(settings: Config): Promise<void> {
  const log = createLogger({ level: settings.logLevel });
  const leave = (code: number) => log.flush(() => process.exit(code));
  const app = createApp(settings, {
    clock: createClock(settings.clock),
    log,
    onFatal(error) {
      log.fatal({ err: error }, 'the bot cannot go on');
      leaveWhenStopped(error instanceof StartError ? EXIT_CONFIG : 1);
    },
  });
  const leaveWhenStopped = (code: number) => {
    const patience = setTimeout(() => leave(1), settings.shutdownWaitMs);
    app.stop().then(
      () => {
        clearTimeout(patience);
        leave(code);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        leave(1);
      },
    );
  };

  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.warn({ signal }, 'stopping at once');
      return leave(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping; a second signal stops at once');
    leaveWhenStopped(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  try {
    await app.start();
  } catch (error) {
    if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'the bot could not start');
    await app.stop().catch(() => {});
    leave(error instanceof StartError ? EXIT_CONFIG : 1);
  }
}
