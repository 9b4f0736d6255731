import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createClock } from '../clock.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from './discord/sandbox.ts';
import { type JobEvent, listenToOperator } from './operator-events.ts';
import { type ProviderName, type ProviderSandbox, startProviderSandbox } from './providers.ts';

/** Discord's limit on the first answer; in real seconds, however fast the sandbox's time runs. */
const ANSWER_DEADLINE_MS = 3_000;

/** Of a take, where the provider does not publish a price: play money. */
const PRICE_DOLLARS = '0.15';

export interface StageOptions {
  /** Seconds of the sandbox's time in one real second. */
  speed: number;
  /** How long the provider works on a cover, in the sandbox's time. */
  generationMs: number;
  provider: ProviderName;
  /** The one model to offer; the provider's usual ones when undefined. */
  model: string | undefined;
  onBotLog?: (line: string) => void;
}

/** The stand-ins for Discord and one provider, and the real bot as a process that talks to them. */
export interface Stage {
  clock: Clock;
  discord: DiscordSandbox;
  provider: ProviderSandbox;
  /** Resolves when the bot is logged in and tells its job changes. */
  startBot(onJob: (event: JobEvent) => void): Promise<BotProcess>;
  close(): Promise<void>;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { speed, onBotLog = () => {} } = options;
  const clock = createClock({ speed });
  const folder = await mkdtemp(join(tmpdir(), 'coverband-demo-'));
  const discord = await startDiscordSandbox({ clock, answerDeadlineMs: ANSWER_DEADLINE_MS * speed });
  const provider = await startProviderSandbox(options.provider, { clock, generationMs: options.generationMs });
  const secret = randomBytes(24).toString('hex');
  const listening = new AbortController();
  const bots = new Set<BotProcess>();
  const prefix = options.provider.toUpperCase();

  const environment = () => ({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    PROVIDERS: options.provider,
    ...(options.model && { MODELS: `${options.provider}/${options.model}=${PRICE_DOLLARS}` }),
    [`${prefix}_API_KEY`]: provider.apiKey,
    [`${prefix}_BASE_URL`]: provider.baseUrl,
    TRUSTED_ORIGINS: `${discord.origin},${provider.origin}`,
    DATA_DIR: folder,
    OPERATOR_PORT: '0',
    OPERATOR_SECRET: secret,
    CLOCK_OFFSET_SECONDS: String(Math.round((clock.now() - Date.now()) / 1_000)),
    CLOCK_SPEED: String(speed),
  });

  return {
    clock,
    discord,
    provider,
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
      await Promise.all([discord.close(), provider.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
