import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type Clock, createClock } from '../../src/clock.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import type { SandboxChannel, SandboxGuild, SandboxMember } from '../../src/sandbox/discord/types.ts';
import { type BotProcess, startBotProcess } from '../../src/sandbox/playground/bot-process.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { shareCompiledCode } from './shared-code.ts';
import { composeQuickly, measureSong, renderQuickly } from './sounds.ts';

/**
 * Seconds of the sandbox's time in one real second, so that minutes of waiting are seconds. The quarter of an hour in which a private
 * message can be changed must hold a slow machine's start of the bot several times over.
 */
const SPEED = 10;

/** So that a busy machine has started the bot again before Discord forgets a nonce, or a private message can be changed no more. */
export const SLOWLY = { speed: 5 };

/** For what a slow machine has to do, with several bots starting on it. */
export const PATIENCE_MS = 90_000;

/**
 * Of real time, longer than Discord waits: many processes share the machine here. How fast the bot answers is the benchmark's to
 * say.
 */
const ANSWER_DEADLINE_MS = 15_000;

export interface KillableBot {
  /** Where the bot keeps its data. */
  folder: string;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  minimax: MinimaxSandbox;
  guild: SandboxGuild;
  channel: SandboxChannel;
  member: SandboxMember;
  /** Settings that are given stay for the next starts. */
  startBot(settings?: Record<string, string>): Promise<void>;
  /** Whether something for a message is being made at this moment. */
  isDressing(): boolean;
  /** SIGKILL: no handler runs, nothing is flushed. */
  killBot(): Promise<void>;
  /** The lines of all processes so far. */
  readonly log: readonly string[];
  /** The process that was started last. */
  bot(): BotProcess;
  /** What a bot of its own is started with. */
  environment(settings?: Record<string, string>): Record<string, string>;
  /** One more while the other may run: on the same data, unless settings say otherwise. */
  startBeside(settings?: Record<string, string>): BotProcess;
  /** Lets this much time pass for everyone while no bot runs. */
  skip(ms: number): void;
  /** Waits in real time. */
  until(condition: () => unknown): Promise<void>;
  close(): Promise<void>;
}

/** The real bot as a process that can be killed, against stand-ins that live on. */
export async function createKillableBot(
  environment: Record<string, string> = {},
  {
    speed = SPEED,
    sharesCode = true,
    ...discordOptions
  }: { linkMs?: number; hostname?: string; answerDeadlineMs?: number; speed?: number; sharesCode?: boolean } = {},
): Promise<KillableBot> {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-crash-'));
  if (sharesCode) shareCompiledCode(folder);
  const running = createClock({ speed });
  let skippedMs = 0;
  let killedAt: number | undefined;
  const now = () => running.now() + skippedMs;
  const clock: Clock = { ...running, now, monotonic: now };
  const discord = await startDiscordSandbox({ clock, answerDeadlineMs: ANSWER_DEADLINE_MS * speed, ...discordOptions });
  const runware = await startRunwareSandbox({
    clock,
    render: renderQuickly,
    measure: measureSong,
    settings: { generationMs: 40_000, resultStaggerMs: 0 },
  });
  const minimax = await startMinimaxSandbox({
    clock,
    render: renderQuickly,
    compose: composeQuickly,
    measure: measureSong,
  });
  const guild = discord.addGuild();
  const chosen = { ...environment };
  let bot: BotProcess | undefined;
  const log: string[] = [];
  const environmentNow = (settings: Record<string, string> = {}) => ({
    DISCORD_TOKEN: discord.token,
    NEW_GUILD_BUDGET_USD: '15',
    DISCORD_API_BASE: discord.apiUrl,
    RUNWARE_API_KEY: runware.apiKey,
    RUNWARE_BASE_URL: runware.baseUrl,
    MINIMAX_API_KEY: minimax.apiKey,
    MINIMAX_BASE_URL: minimax.baseUrl,
    TRUSTED_ORIGINS: [discord, runware, minimax].map(({ origin }) => origin).join(),
    DATA_DIR: folder,
    WAVEFORMS: 'false',
    EQUAL_LOUDNESS: 'false',
    CLOCK_SPEED: String(speed),
    CLOCK_OFFSET_SECONDS: String(Math.round((clock.now() - Date.now()) / 1_000)),
    ...chosen,
    ...settings,
  });
  const start = (settings?: Record<string, string>) =>
    startBotProcess({ folder, onLog: (line) => log.push(line), environment: environmentNow(settings) });

  return {
    folder,
    discord,
    runware,
    minimax,
    channel: guild.addChannel({ name: 'covers' }),
    member: guild.addMember({ name: 'Ada' }),
    guild,
    async startBot(settings = {}) {
      Object.assign(chosen, settings);
      // However long the machine takes for a kill and a start, it is no time in this world.
      if (killedAt !== undefined) skippedMs -= running.now() - killedAt;
      killedAt = undefined;
      bot = start();
      await bot.atWork;
    },
    async killBot() {
      killedAt = running.now();
      await bot?.stop('SIGKILL');
    },
    log,
    bot() {
      if (!bot) throw new Error('no bot was started');
      return bot;
    },
    environment: environmentNow,
    startBeside: start,
    isDressing: () => readdirSync(join(folder, 'studio'), { recursive: true }).length > 0,
    skip(ms) {
      skippedMs += ms;
    },
    async until(condition) {
      await vi.waitFor(
        async () => {
          if (!(await condition())) throw new Error(`it did not come; the log ends with\n${log.slice(-10).join('\n')}`);
        },
        { timeout: PATIENCE_MS, interval: 20 },
      );
    },
    async close() {
      await bot?.stop('SIGKILL');
      await Promise.all([discord.close(), runware.close(), minimax.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
