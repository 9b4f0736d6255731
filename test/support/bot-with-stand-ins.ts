import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAmbient } from '../../src/ambient.ts';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { createLogger } from '../../src/logger.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { type AimlapiSandbox, startAimlapiSandbox } from '../../src/sandbox/providers/aimlapi.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { watchBusyness } from './busyness.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { shareCompiledCode } from './shared-code.ts';
import { composeQuickly, measureSong, renderQuickly } from './sounds.ts';

export interface TestStage {
  clock: ManualClock;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  aimlapi: AimlapiSandbox;
  minimax: MinimaxSandbox;
  dataFolder: string;
  /** Stops the bot; may be called while it stops. */
  stop(): Promise<void>;
  /** Stops the bot and starts it again on the same data, after some time if told so. */
  restart(environment?: Record<string, string>, awayMs?: number): Promise<void>;
  /** Lets time run until the condition holds, in steps of a second unless told otherwise. */
  until(condition: () => unknown, stepMs?: number): Promise<void>;
}

export interface TestStageOptions {
  environment?: Record<string, string>;
  generationMs?: number;
  discord?: Omit<Parameters<typeof startDiscordSandbox>[0], 'clock'>;
  /** Gets each line of the log, down to the smallest. */
  onLogLine?: (line: string) => void;
}

/** The whole bot in this process, with the real discord.js client and real HTTP, on a clock that the test turns. */
export async function openTestStage(options: TestStageOptions = {}): Promise<TestStage> {
  const busyness = watchBusyness();
  const clock = createManualClock(undefined, busyness.isBusy);
  const folder = mkdtempSync(join(tmpdir(), 'coverband-test-'));
  shareCompiledCode(folder);
  const { onLogLine } = options;
  const log = onLogLine
    ? createLogger({ level: 'trace', destination: { write: onLogLine } })
    : createLogger({ level: process.env.TEST_LOG ?? 'silent' });
  const discord = await startDiscordSandbox({ clock, ...options.discord });
  const generationMs = options.generationMs ?? 60_000;
  const common = { clock, render: renderQuickly, measure: measureSong };
  const runware = await startRunwareSandbox({ ...common, settings: { generationMs, resultStaggerMs: 0 } });
  const aimlapi = await startAimlapiSandbox({ ...common, settings: { generationMs } });
  const minimax = await startMinimaxSandbox({ ...common, compose: composeQuickly, settings: { generationMs } });
  let app: App | undefined;

  const start = async (environment: Record<string, string> = {}) => {
    const config = readConfig({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_BASE: discord.apiUrl,
      RUNWARE_API_KEY: runware.apiKey,
      RUNWARE_BASE_URL: runware.baseUrl,
      AIMLAPI_API_KEY: aimlapi.apiKey,
      AIMLAPI_BASE_URL: aimlapi.baseUrl,
      MINIMAX_API_KEY: minimax.apiKey,
      MINIMAX_BASE_URL: minimax.baseUrl,
      TRUSTED_ORIGINS: [discord, runware, aimlapi, minimax].map(({ origin }) => origin).join(),
      DATA_DIR: folder,
      NEW_GUILD_BUDGET_USD: '15',
      // Each costs one or two processes a cover; the tests about them ask for them.
      WAVEFORMS: 'false',
      EQUAL_LOUDNESS: 'false',
      ...options.environment,
      ...environment,
    });
    app = createApp(config, { ambient: { ...createAmbient(), clock }, log, onFatal: () => {} });
    await app.start();
  };

  onTestFinished(async () => {
    await app?.stop();
    await Promise.all([discord.close(), runware.close(), aimlapi.close(), minimax.close()]);
    rmSync(folder, { recursive: true, force: true });
    busyness.stop();
  });
  await start();

  return {
    clock,
    discord,
    runware,
    aimlapi,
    minimax,
    dataFolder: folder,
    async stop() {
      await app?.stop();
    },
    async restart(environment, awayMs = 0) {
      await app?.stop();
      await clock.advance(awayMs);
      await start(environment);
    },
    until: (condition, stepMs = 1_000) => clock.runUntil(async () => Boolean(await condition()), { stepMs }),
  };
}
