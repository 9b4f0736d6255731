import { z } from 'zod';
import type { QuotaPolicy } from './domain/charges.ts';
import { chooseModels, type ModelWish } from './domain/choose-models.ts';
import { type GuildSettings, type Preset, presetSchema } from './domain/guild-settings.ts';
import { type AudioFormat, type ProviderName, providerNames } from './domain/models.ts';
import { defaultPresets } from './domain/presets.ts';
import { isNetwork } from './http-guard/address-check.ts';

/** One setting: how its text is read, and what `.env.example` and the README say of it. */
interface Setting<Value> {
  schema: z.ZodType<Value, string | undefined>;
  /** What is expected, in words; part of every complaint. */
  expected: string;
  about: string;
  /** As it would stand in the environment; undefined where there is none. */
  fallback?: string;
  /** Another name that other programs know it by; ours goes first. */
  alias?: string;
  /** Never echoed. */
  secret?: true;
}

const MICROS_PER_DOLLAR = 1_000_000;

const text = z.string();
/** Often written without its scheme. */
const proxy = z
  .string()
  .transform((value) => (value.includes('://') ? value : `http://${value}`))
  .pipe(z.url({ protocol: /^https?$/ }));
const address = z.url({ protocol: /^https?$/ });
const whole = (minimum: number, maximum: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(minimum).max(maximum));
const amount = (maximum: number) =>
  z
    .string()
    .regex(/^\d+(\.\d{1,6})?$/)
    .transform(Number)
    .pipe(z.number().min(0).max(maximum));
const list = z.string().transform((value) => value.split(',').map((item) => item.trim()));
const yesNo = z.enum(['true', 'false']).transform((value) => value === 'true');
const discordIds = list.pipe(z.array(z.string().regex(/^\d{17,20}$/)));
const networks = list.pipe(z.array(z.string().refine(isNetwork)));
const origins = list.pipe(z.array(address.refine((value) => URL.canParse(value) && new URL(value).origin === value)));

function define<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}

/** `provider/model`, then `~like` a known model, then `=price` of a take in dollars; the last two may be missing. */
function readWish(wish: string, context: z.RefinementCtx): ModelWish {
  const parts = /^(?<provider>[a-z]+)\/(?<id>[^~=\s]+)(?:~(?<like>[^=\s]+))?(?:=(?<dollars>\d+(?:\.\d{1,6})?))?$/.exec(
    wish,
  )?.groups;
  const provider = z.enum(providerNames).safeParse(parts?.provider);
  if (!parts?.id || !provider.success) {
    context.issues.push({ code: 'custom', input: wish, message: 'not a model' });
    return z.NEVER;
  }
  return {
    provider: provider.data,
    id: parts.id,
    ...(parts.like !== undefined && { like: parts.like }),
    ...(parts.dollars !== undefined && { priceMicros: Math.round(Number(parts.dollars) * MICROS_PER_DOLLAR) }),
  };
}

/** `Name: how it sounds; Another: how that sounds`. */
const presets = z
  .string()
  .transform((value) => value.split(';').map((item) => item.trim()))
  .pipe(z.array(z.string().transform(readPreset)).max(100));

function readPreset(item: string, context: z.RefinementCtx): Preset {
  const colon = item.indexOf(':');
  const preset = presetSchema.safeParse({ name: item.slice(0, colon).trim(), style: item.slice(colon + 1).trim() });
  if (colon > 0 && preset.success) return preset.data;
  context.issues.push({ code: 'custom', input: item, message: 'not a preset' });
  return z.NEVER;
}

/** Every setting there is, in the order in which `.env.example` shows them. */
export const settings = {
  DISCORD_TOKEN: define({
    // As it stands in examples of Discord's API.
    schema: text.transform((value) => value.replace(/^Bot\s+/i, '')).pipe(text.min(1)),
    expected: 'the token of your Discord application',
    about: 'Bot token, from the page "Bot" of your application in the Discord developer portal.',
    secret: true,
  }),
  PROVIDERS: define({
    schema: list.pipe(z.array(z.enum(providerNames)).min(1)),
    expected: `a list of: ${providerNames.join(', ')}`,
    about: 'The music providers to use, in the order in which they are tried.',
    fallback: 'runware',
  }),
  MODELS: define({
    schema: list.pipe(z.array(z.string().transform(readWish))).optional(),
    expected: 'a list such as aimlapi/minimax/music-cover=0.15, minimax/music-4.0~music-3.0=0.20',
    about:
      'Models in place of the usual ones of a provider: provider/model, ~like which known one, =price of a take in dollars. A price that stands here counts; others are read from what the provider publishes.',
  }),
  RUNWARE_API_KEY: define({
    schema: text.min(1).optional(),
    expected: 'an API key of Runware',
    about: 'API key of Runware; needed while PROVIDERS names it.',
    secret: true,
  }),
  RUNWARE_RUNNING: define({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'How many covers may run at Runware at once. It advises 2 to 4.',
    fallback: '4',
  }),
  RUNWARE_OUTPUT: define({
    schema: z.enum(['URL', 'base64Data', 'dataURI']),
    expected: 'one of: URL, base64Data, dataURI',
    about: 'How Runware hands covers over: as links to other hosts of it, or within its answers.',
    fallback: 'URL',
  }),
  AIMLAPI_API_KEY: define({
    schema: text.min(1).optional(),
    expected: 'an API key of AI/ML API',
    about: 'API key of AI/ML API; needed while PROVIDERS names it.',
    secret: true,
  }),
  AIMLAPI_RUNNING: define({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'How many covers may run at AI/ML API at once. It publishes no limit.',
    fallback: '4',
  }),
  MINIMAX_API_KEY: define({
    schema: text.min(1).optional(),
    expected: 'an API key of MiniMax',
    about: 'API key of MiniMax; needed while PROVIDERS names it.',
    secret: true,
  }),
  MINIMAX_RUNNING: define({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'How many covers may run at MiniMax at once. It allows 20 connections.',
    fallback: '10',
  }),
  RUNNING_PER_GUILD: define({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'How many covers one server may have running at once; the others of it wait.',
    fallback: '2',
  }),
  BUDGET_USD_PER_MONTH: define({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 50 or 7.50',
    about: 'How much all servers together may spend at the providers in a UTC month, in dollars.',
    fallback: '50',
  }),
  ALLOWED_GUILDS: define({
    schema: list.pipe(z.array(z.string().regex(/^(\d{17,20}|\*)$/))).optional(),
    expected: 'a list of server ids, with * where others may try the bot',
    about:
      'Servers that have the full budget. Others may use the bot only where this is empty or has a *, and within NEW_GUILD_BUDGET_USD.',
  }),
  NEW_GUILD_BUDGET_USD: define({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 1',
    about: 'How much a server that ALLOWED_GUILDS does not name may spend in a UTC month, in dollars.',
    fallback: '1',
  }),
  GUILD_COVERS_PER_MONTH: define({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one server may have made in a UTC month.',
    fallback: '100',
  }),
  GUILD_BUDGET_USD_PER_MONTH: define({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 15 or 7.50',
    about: 'How much one server may spend at the providers in a UTC month, in dollars.',
    fallback: '15',
  }),
  MEMBER_COVERS_PER_DAY: define({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one member may have made in one server in a UTC day.',
    fallback: '10',
  }),
  MEMBER_COVERS_PER_DAY_TOTAL: define({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one member may have made in all servers together in a UTC day.',
    fallback: '20',
  }),
  MEMBER_REFUSALS_PER_DAY: define({
    schema: whole(1, 1_000_000),
    expected: 'a whole number from 1 to 1000000',
    about:
      'After how many covers of a member that came to nothing because of their song, style or lyrics no more are tried that day.',
    fallback: '5',
  }),
  MEMBER_LYRICS_HEARD_PER_DAY: define({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many songs a day the bot listens to for one member to find out their lyrics.',
    fallback: '20',
  }),
  MEMBER_LYRICS_WRITTEN_PER_DAY: define({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How often a day one member may have lyrics written, which costs money.',
    fallback: '10',
  }),
  CONFIRM_ABOVE_USD: define({
    schema: amount(1_000_000).optional(),
    expected: 'an amount in dollars, such as 0.50',
    about:
      'Members see what a cover comes to, and confirm it, before anything that can cost more than this. Empty: never.',
  }),
  RIGHTS_TICK: define({
    schema: yesNo,
    expected: 'true or false',
    about: 'Whether members must say that they may use a song before a cover is made of it.',
    fallback: 'false',
  }),
  PRESETS: define({
    schema: presets.optional(),
    expected: 'a list such as Lo-fi: slow lo-fi with a soft voice; Metal: fast metal with growls',
    about:
      'Named styles that are offered while a style is typed, in place of the usual ones: name, colon, style; semicolons between.',
  }),
  REMIX_CHANNELS: define({
    schema: discordIds.optional(),
    expected: 'a list of channel ids',
    about:
      'Channels or forums that covers are posted in when they are asked for elsewhere in their server. Empty: where they were asked.',
  }),
  REMIX_THREADS: define({
    schema: yesNo,
    expected: 'true or false',
    about:
      'Whether covers of the same song get a thread of their own in a remix channel. In a forum each cover is a post of its own.',
    fallback: 'false',
  }),
  REMIX_TAG: define({
    schema: text.max(20).optional(),
    expected: 'the name of a tag, at most 20 characters',
    about: 'Tag that covers get where they are posted in a forum that has it. Some forums take no posts without one.',
  }),
  REPORT_CHANNELS: define({
    schema: discordIds.optional(),
    expected: 'a list of channel ids',
    about:
      "Channels that members' reports of covers go to. A server that has none of them: to its owner, by direct message.",
  }),
  PUBLIC_LOCALE: define({
    schema: text.min(2).optional(),
    expected: 'a Discord locale, such as en-US',
    about: 'Language of what all can read. Empty: the language of whoever asked.',
  }),
  OUTPUT_FORMAT: define({
    schema: z.enum(['mp3', 'wav', 'flac', 'ogg']),
    expected: 'one of: mp3, wav, flac, ogg',
    about: 'What covers are made as. Only MP3 plays everywhere in Discord and stays small.',
    fallback: 'mp3',
  }),
  OUTPUT_BITRATE_KBPS: define({
    schema: whole(48, 256),
    expected: 'a whole number from 48 to 256',
    about: 'Bitrate of MP3 and OGG covers, in kbit/s.',
    fallback: '256',
  }),
  DATA_DIR: define({
    schema: text.min(1),
    expected: 'a folder',
    about: 'Where the database and the songs are kept.',
    fallback: 'data',
  }),
  WAVEFORMS: define({
    schema: yesNo,
    expected: 'true or false',
    about: 'Whether a picture of the cover against its reference goes with each cover.',
    fallback: 'true',
  }),
  KEEP_FILES_DAYS: define({
    schema: whole(1, 3_650),
    expected: 'a whole number from 1 to 3650',
    about: 'How many days songs and covers are kept on disk after their last use.',
    fallback: '30',
  }),
  FILES_MAX_GB: define({
    schema: amount(1_000_000),
    expected: 'an amount in gigabytes, such as 20',
    about: 'How much disk the songs and covers may take; the longest unused go first.',
    fallback: '20',
  }),
  REMOVED_SERVER_DAYS: define({
    schema: whole(1, 3_650),
    expected: 'a whole number from 1 to 3650',
    about: 'After how many days what is kept of a server is deleted once the bot was removed from it.',
    fallback: '30',
  }),
  UPLOAD_MEMORY_MB: define({
    schema: whole(32, 65_536),
    expected: 'a whole number from 32 to 65536',
    about: 'How many megabytes of covers may be in memory at once on their way to Discord.',
    fallback: '64',
  }),
  SHUTDOWN_WAIT_SECONDS: define({
    schema: whole(0, 3_600),
    expected: 'a whole number from 0 to 3600',
    about: 'How long a stopping bot waits for requests that cannot be handed to the next run.',
    fallback: '300',
  }),
  LOG_LEVEL: define({
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    expected: 'one of: trace, debug, info, warn, error, fatal, silent',
    about: 'How much is logged.',
    fallback: 'info',
  }),
  OPERATOR_PORT: define({
    schema: whole(0, 65_535).optional(),
    expected: 'a port number',
    about: "Port of the operator's endpoints on 127.0.0.1; none is opened while this is empty.",
  }),
  OPERATOR_HOST: define({
    schema: text.min(1).optional(),
    expected: 'an address of this machine, such as 0.0.0.0',
    about: "Where the operator's endpoints are opened. Empty: 127.0.0.1, for this machine only.",
  }),
  OPERATOR_SECRET: define({
    schema: text.min(16).optional(),
    expected: 'at least 16 characters',
    about: "Bearer secret of the operator's endpoints; needed with OPERATOR_PORT.",
    secret: true,
  }),
  TRUSTED_ORIGINS: define({
    schema: origins.optional(),
    expected: 'a list of origins such as http://127.0.0.1:8080',
    about: 'Origins that songs may be fetched from although their address is not public. Leave empty.',
  }),
  TRUSTED_NETWORKS: define({
    schema: networks.optional(),
    expected: 'a list of networks such as 64:ff9b::/96, 198.18.0.0/15',
    about:
      'Networks that songs may be fetched from although their addresses are not public, for NAT64 and for resolvers that hand out such addresses. Leave empty.',
  }),
  HTTP_PROXY: define({
    schema: proxy.optional(),
    expected: 'the address of an HTTP proxy such as http://proxy.example:3128',
    about: 'Proxy for addresses with http, and for all where HTTPS_PROXY is empty. It may hold name:password@.',
    alias: 'http_proxy',
    secret: true,
  }),
  HTTPS_PROXY: define({
    schema: proxy.optional(),
    expected: 'the address of an HTTP proxy such as http://proxy.example:3128',
    about: 'Proxy for Discord, its gateway, the providers and all files. It may hold name:password@.',
    alias: 'https_proxy',
    secret: true,
  }),
  NO_PROXY: define({
    schema: text.optional(),
    expected: 'a list of hosts such as example.com, .example.org, 10.0.0.7:8080, or *',
    about: 'Hosts that are reached without a proxy; this machine is one of them in any case.',
    alias: 'no_proxy',
  }),
  DISCORD_API_BASE: define({
    schema: address.optional(),
    expected: 'an http(s) address',
    about: 'Another base address for the Discord API; for the sandbox.',
  }),
  RUNWARE_BASE_URL: define({
    schema: address.optional(),
    expected: 'an http(s) address',
    about: 'Another base address for the API of Runware; for the sandbox.',
  }),
  AIMLAPI_BASE_URL: define({
    schema: address.optional(),
    expected: 'an http(s) address',
    about: 'Another base address for the API of AI/ML API; for the sandbox.',
  }),
  MINIMAX_BASE_URL: define({
    schema: address.optional(),
    expected: 'an http(s) address',
    about:
      'Another base address for the API of MiniMax; keys belong to one region: https://api.minimax.io or https://api.minimaxi.com.',
  }),
  CLOCK_OFFSET_SECONDS: define({
    schema: z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
    expected: 'a whole number of seconds',
    about: 'Shifts time; for the sandbox, and refused outside it.',
    fallback: '0',
  }),
  CLOCK_SPEED: define({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: 'Seconds that pass in one real second; for the sandbox, and refused outside it.',
    fallback: '1',
  }),
} satisfies Record<string, Setting<unknown>>;

/** Every name by which a setting is known. */
export const settingNames: readonly string[] = Object.entries<Setting<unknown>>(settings).flatMap(
  ([name, { alias }]) => (alias === undefined ? [name] : [name, alias]),
);

type SettingName = keyof typeof settings;
type Values = { [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

export interface ConfigProblem {
  name: string;
  expected: string;
  /** Undefined when nothing was given; never a secret. */
  given: string | undefined;
}

/** The environment cannot be used; names every fault at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

export type Config = ReturnType<typeof shape>;

/** Reads the whole environment. Throws `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const given = environment[name]?.trim() || environment[setting.alias ?? name]?.trim() || undefined;
    const parsed = setting.schema.safeParse(given ?? setting.fallback);
    if (parsed.success) values[name] = parsed.data;
    else problems.push({ name, expected: setting.expected, given: setting.secret && given ? '(a secret)' : given });
  }
  problems.push(...crossCheck(environment, values as Partial<Values>));
  if (problems.length > 0) throw new ConfigError(problems);
  return shape(values as Values);
}

/** What can only be judged by looking at two settings. */
function crossCheck(
  environment: Readonly<Record<string, string | undefined>>,
  values: Partial<Values>,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const provider of values.PROVIDERS ?? []) {
    const name = keyNameOf(provider);
    if (!environment[name]?.trim()) problems.push({ name, expected: settings[name].expected, given: undefined });
  }
  // Where one of them could not be read, that is said already.
  if (values.PROVIDERS && 'MODELS' in values) {
    const given = environment.MODELS?.trim() || undefined;
    problems.push(
      ...checkModels(values.PROVIDERS, values.MODELS).map((expected) => ({ name: 'MODELS', expected, given })),
    );
  }
  if (values.OPERATOR_PORT !== undefined && !environment.OPERATOR_SECRET?.trim()) {
    problems.push({ name: 'OPERATOR_SECRET', expected: settings.OPERATOR_SECRET.expected, given: undefined });
  }
  const inSandbox = values.DISCORD_API_BASE !== undefined && isLoopback(values.DISCORD_API_BASE);
  for (const name of ['CLOCK_OFFSET_SECONDS', 'CLOCK_SPEED'] as const) {
    if (inSandbox || values[name] === undefined || String(values[name]) === settings[name].fallback) continue;
    const expected = 'nothing, unless DISCORD_API_BASE is on this machine';
    problems.push({ name, expected, given: environment[name] });
  }
  return problems;
}

/** What else is expected of the models. */
function checkModels(providers: readonly ProviderName[], wishes: readonly ModelWish[] = []): string[] {
  const unused = new Set(wishes.map(({ provider }) => provider).filter((provider) => !providers.includes(provider)));
  if (unused.size > 0) {
    const names = [...unused].join(' and ');
    return [`models of the providers in PROVIDERS only (add ${names} there, or leave their models out)`];
  }
  const isNew = chooseModels(providers, wishes).includes(undefined);
  return isNew ? ['each added model to say which known one it is like (provider/model~known-model)'] : [];
}

function keyNameOf(provider: ProviderName): 'RUNWARE_API_KEY' | 'AIMLAPI_API_KEY' | 'MINIMAX_API_KEY' {
  return ({ runware: 'RUNWARE_API_KEY', aimlapi: 'AIMLAPI_API_KEY', minimax: 'MINIMAX_API_KEY' } as const)[provider];
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function describeProblem({ name, expected, given }: ConfigProblem): string {
  return `${name}: expected ${expected}, ${given === undefined ? 'but it is not set' : `got ${JSON.stringify(given)}`}`;
}

function shape(values: Values) {
  return {
    discord: { token: values.DISCORD_TOKEN, apiBase: values.DISCORD_API_BASE },
    providers: values.PROVIDERS,
    models: chooseModels(values.PROVIDERS, values.MODELS ?? []).filter((model) => model !== undefined),
    runwareOutput: values.RUNWARE_OUTPUT,
    runware: {
      apiKey: values.RUNWARE_API_KEY ?? '',
      baseUrl: values.RUNWARE_BASE_URL,
      running: values.RUNWARE_RUNNING,
    },
    aimlapi: {
      apiKey: values.AIMLAPI_API_KEY ?? '',
      baseUrl: values.AIMLAPI_BASE_URL,
      running: values.AIMLAPI_RUNNING,
    },
    minimax: {
      apiKey: values.MINIMAX_API_KEY ?? '',
      baseUrl: values.MINIMAX_BASE_URL,
      running: values.MINIMAX_RUNNING,
    },
    runningPerGuild: values.RUNNING_PER_GUILD,
    quota: quotaPolicy(values),
    guildDefaults: guildDefaults(values),
    output: { format: values.OUTPUT_FORMAT satisfies AudioFormat, bitrateKbps: values.OUTPUT_BITRATE_KBPS },
    drawsWaveforms: values.WAVEFORMS,
    dataFolder: values.DATA_DIR,
    keepFilesDays: values.KEEP_FILES_DAYS,
    filesMaximumBytes: Math.round(values.FILES_MAX_GB * 1_000_000_000),
    removedServerDays: values.REMOVED_SERVER_DAYS,
    uploadMemoryBytes: values.UPLOAD_MEMORY_MB * 1_000_000,
    shutdownWaitMs: values.SHUTDOWN_WAIT_SECONDS * 1_000,
    logLevel: values.LOG_LEVEL,
    operator:
      values.OPERATOR_PORT === undefined
        ? undefined
        : { port: values.OPERATOR_PORT, host: values.OPERATOR_HOST, secret: values.OPERATOR_SECRET ?? '' },
    trustedOrigins: values.TRUSTED_ORIGINS ?? [],
    trustedNetworks: values.TRUSTED_NETWORKS ?? [],
    proxies: {
      httpProxy: values.HTTP_PROXY,
      httpsProxy: values.HTTPS_PROXY ?? values.HTTP_PROXY,
      noProxy: values.NO_PROXY,
    },
    clock: { offsetMs: values.CLOCK_OFFSET_SECONDS * 1_000, speed: values.CLOCK_SPEED },
  };
}

function quotaPolicy(values: Values): QuotaPolicy {
  const guildMicros = microsOf(values.GUILD_BUDGET_USD_PER_MONTH);
  const count = values.GUILD_COVERS_PER_MONTH;
  const { ALLOWED_GUILDS: allowed = [] } = values;
  return {
    operatorMonth: { micros: microsOf(values.BUDGET_USD_PER_MONTH) },
    guildMonth: { count, micros: guildMicros },
    trialMonth: { count, micros: Math.min(guildMicros, microsOf(values.NEW_GUILD_BUDGET_USD)) },
    memberDay: { count: values.MEMBER_COVERS_PER_DAY },
    memberDayTotal: { count: values.MEMBER_COVERS_PER_DAY_TOTAL },
    allowedGuilds: {
      ids: allowed.filter((id) => id !== '*'),
      othersMayTry: allowed.length === 0 || allowed.includes('*'),
    },
    refusalsPerDay: values.MEMBER_REFUSALS_PER_DAY,
    lyricsHeardPerDay: values.MEMBER_LYRICS_HEARD_PER_DAY,
    lyricsWrittenPerDay: values.MEMBER_LYRICS_WRITTEN_PER_DAY,
  };
}

function microsOf(dollars: number): number {
  return Math.round(dollars * MICROS_PER_DOLLAR);
}

/** What holds for every server, as none can choose for itself yet. */
function guildDefaults(values: Values): GuildSettings {
  const confirmAbove = values.CONFIRM_ABOVE_USD;
  return {
    confirmAboveMicros: confirmAbove === undefined ? null : microsOf(confirmAbove),
    wantsRightsTick: values.RIGHTS_TICK,
    presets: values.PRESETS ?? [...defaultPresets],
    remixChannelIds: values.REMIX_CHANNELS ?? [],
    opensThreads: values.REMIX_THREADS,
    remixTag: values.REMIX_TAG ?? null,
    reportChannelIds: values.REPORT_CHANNELS ?? [],
    locale: values.PUBLIC_LOCALE ?? null,
  };
}

/** The text of `.env.example`: every setting with what it is for, and its default. */
export function renderEnvExample(): string {
  const blocks = Object.entries<Setting<unknown>>(settings).map(
    ([name, { about, expected, fallback = '' }]) => `# ${about}\n# Expected: ${expected}.\n${name}=${fallback}\n`,
  );
  return `# Coverband's settings. Copy this file to .env and fill in the first ones; the others may stay.\n\n${blocks.join('\n')}`;
}
