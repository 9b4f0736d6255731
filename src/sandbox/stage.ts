import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createClock } from '../clock.ts';
import { decodeAudio } from '../codec/decode.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from './discord/sandbox.ts';
import { type JobEvent, listenToOperator } from './operator-events.ts';
import { type RunwareSandbox, startRunwareSandbox } from './providers/runware.ts';
import { createRestyler } from './restyle/restyler.ts';

/** Discord's limit on the first answer; in real seconds, however fast the sandbox's time runs. */
const ANSWER_DEADLINE_MS = 3_000;

export interface StageOptions {
  /** Seconds of the sandbox's time in one real second. */
  speed: number;
  /** How long the provider works on a cover, in the sandbox's time. */
  generationMs: number;
  onBotLog?: (line: string) => void;
}

/** The stand-ins for Discord and the provider, and the real bot as a process that talks to them. */
export interface Stage {
  clock: Clock;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  /** Resolves when the bot is logged in and tells its job changes. */
  startBot(onJob: (event: JobEvent) => void): Promise<BotProcess>;
  close(): Promise<void>;
}

export async function openStage({ speed, generationMs, onBotLog = () => {} }: StageOptions): Promise<Stage> {
  const clock = createClock({ speed });
  const folder = await mkdtemp(join(tmpdir(), 'coverband-demo-'));
  const restyler = createRestyler();
  const discord = await startDiscordSandbox({ clock, answerDeadlineMs: ANSWER_DEADLINE_MS * speed });
  const runware = await startRunwareSandbox({
    clock,
    render: restyler.render,
    measure: measureSong,
    settings: { generationMs },
  });
  const secret = randomBytes(24).toString('hex');
  const listening = new AbortController();
  const bots = new Set<BotProcess>();

  const environment = () => ({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    RUNWARE_API_KEY: runware.apiKey,
    RUNWARE_BASE_URL: runware.baseUrl,
    TRUSTED_ORIGINS: `${discord.origin},${runware.origin}`,
    DATA_DIR: folder,
    OPERATOR_PORT: '0',
    OPERATOR_SECRET: secret,
    CLOCK_OFFSET_SECONDS: String(Math.round((clock.now() - Date.now()) / 1_000)),
    CLOCK_SPEED: String(speed),
  });

  return {
    clock,
    discord,
    runware,
    async startBot(onJob) {
      const bot = startBotProcess({ environment: environment(), folder, onLog: onBotLog });
      bots.add(bot);
      bot.ended.then(() => bots.delete(bot));
      const { operatorPort: port } = await bot.atWork;
      if (port === undefined) throw new Error('the bot did not open its operator endpoint');
      await listenToOperator({ port, secret }, onJob, listening.signal);
      return bot;
    },
    async close() {
      listening.abort();
      await Promise.all([...bots].map((bot) => bot.stop('SIGKILL')));
      await Promise.all([discord.close(), runware.close(), restyler.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function measureSong(bytes: Uint8Array): Promise<{ durationMs: number }> {
  const { channels, sampleRate } = await decodeAudio(bytes, { maximumSeconds: 420 });
  return { durationMs: ((channels[0]?.length ?? 0) / sampleRate) * 1_000 };
}
