import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiscordSandbox, startDiscordSandbox } from '../discord/sandbox.ts';
import { type ProviderName, type ProviderSandbox, startProviderSandbox } from '../providers/sandbox.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type JobEvent, listenToOperator } from './operator-events.ts';
import { createTurnableClock, type TurnableClock } from './turnable-clock.ts';

/** Discord's limit on the first answer; in real seconds, however fast the sandbox's time runs. */
const ANSWER_DEADLINE_MS = 3_000;

/** From here until the bot looks at its clock, more or less: so much it would be behind when time runs fast. */
const BOOT_MS = 500;

/** Of a take of a provider that publishes no price: play money. */
const PRICES_DOLLARS: Readonly<Partial<Record<ProviderName, string>>> = { aimlapi: '0.15' };

/** What the bot is given to make music with. */
export interface Offer {
  /** In the order in which they are tried. */
  providers: readonly [ProviderName, ...ProviderName[]];
  /** `provider/model`, each; a provider's usual ones where none is named. */
  models: readonly string[];
}

/** Who runs the bot from within Discord, the server they do it in, and the channel in which they are told things. */
export interface OperatorPlace {
  memberId: string;
  guildId: string;
  channelId: string;
}

export interface StageOptions {
  /** Seconds of the sandbox's time in one real second. */
  speed: number;
  /** How long the provider works on a cover, in the sandbox's time. */
  generationMs: number;
  offer: Offer;
  onBotLog?: (line: string) => void;
}

/** The stand-ins for Discord and the providers, and the real bot as a process that talks to them. */
export interface Stage {
  clock: TurnableClock;
  discord: DiscordSandbox;
  readonly offer: Offer;
  /** The first one of the offer. */
  readonly provider: ProviderSandbox;
  /** Every one that was ever offered. */
  readonly providers: readonly ProviderSandbox[];
  /** What the bot gets from its next start on. */
  setOffer(offer: Offer): Promise<void>;
  /** Whom the bot takes for its operator, from its next start on. */
  setOperator(operator: OperatorPlace): void;
  /** At once for the stand-ins; the bot follows at its next start. */
  setSpeed(speed: number): void;
  /** Resolves when the bot is logged in and tells its job changes. */
  startBot(onJob: (event: JobEvent) => void): Promise<BotProcess>;
  close(): Promise<void>;
}

export async function openStage({ generationMs, onBotLog = () => {}, ...options }: StageOptions): Promise<Stage> {
  const clock = createTurnableClock(options.speed);
  const folder = await mkdtemp(join(tmpdir(), 'coverband-demo-'));
  const discord = await startDiscordSandbox({ clock, answerDeadlineMs: ANSWER_DEADLINE_MS * options.speed });
  const providers = new Map<ProviderName, ProviderSandbox>();
  const secret = randomBytes(24).toString('hex');
  const listening = new AbortController();
  const bots = new Set<BotProcess>();
  let { offer } = options;
  let operator: OperatorPlace | undefined;

  const setOffer = async (next: Offer) => {
    for (const name of next.providers) {
      if (!providers.has(name)) providers.set(name, await startProviderSandbox(name, { clock, generationMs }));
    }
    offer = next;
  };
  await setOffer(offer);

  const environment = () => ({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_BASE: discord.apiUrl,
    PROVIDERS: offer.providers.join(','),
    ...(offer.models.length > 0 && { MODELS: offer.models.map(withPrice).join(',') }),
    ...Object.fromEntries([...providers.values()].flatMap(accessTo)),
    // Its servers are all the operator's own.
    NEW_GUILD_BUDGET_USD: '15',
    TRUSTED_ORIGINS: [discord, ...providers.values()].map(({ origin }) => origin).join(','),
    DATA_DIR: folder,
    ...(operator && {
      OPERATOR_IDS: operator.memberId,
      OPERATOR_GUILDS: operator.guildId,
      OPERATOR_CHANNEL: operator.channelId,
    }),
    OPERATOR_PORT: '0',
    OPERATOR_SECRET: secret,
    CLOCK_OFFSET_SECONDS: String(Math.round((clock.now() - Date.now() + BOOT_MS * (clock.speed - 1)) / 1_000)),
    CLOCK_SPEED: String(clock.speed),
  });

  return {
    clock,
    discord,
    get offer() {
      return offer;
    },
    get provider() {
      const [first] = offer.providers;
      return providers.get(first) as ProviderSandbox;
    },
    get providers() {
      return [...providers.values()];
    },
    setOffer,
    setOperator(next) {
      operator = next;
    },
    setSpeed(speed) {
      clock.setSpeed(speed);
      discord.settings.answerDeadlineMs = ANSWER_DEADLINE_MS * speed;
    },
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
      await Promise.all([discord, ...providers.values()].map((standIn) => standIn.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function withPrice(model: string): string {
  const [, price] = Object.entries(PRICES_DOLLARS).find(([name]) => model.startsWith(`${name}/`)) ?? [];
  return price === undefined ? model : `${model}=${price}`;
}

function accessTo({ name, apiKey, baseUrl }: ProviderSandbox): [string, string][] {
  const prefix = name.toUpperCase();
  return [
    [`${prefix}_API_KEY`, apiKey],
    [`${prefix}_BASE_URL`, baseUrl],
  ];
}
