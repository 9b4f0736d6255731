import { chooseModels } from '../domain/draft/choose-models.ts';
import type { Model } from '../domain/models.ts';
import type { ProviderDescriptor, ProviderSettings } from '../providers/descriptor.ts';
import { providers } from '../providers/index.ts';
import { agreedSettings } from './agreed-settings.ts';
import { type BotValues, botSettings } from './bot-settings.ts';
import { ConfigError } from './config-error.ts';
import { crossCheck } from './cross-check.ts';
import { type Environment, readSettings, type ValuesOf } from './setting.ts';
import { guildDefaults } from './settings/guilds.ts';
import { quotaPolicy } from './settings/quota.ts';

/** A provider that is used, and what its settings read as. */
export interface ChosenProvider {
  descriptor: ProviderDescriptor;
  settings: ValuesOf<ProviderSettings>;
}

export type Config = ReturnType<typeof shape>;

/** Reads the whole environment. Throws `ConfigError`. */
export function readConfig(environment: Environment): Config {
  const own = readSettings(botSettings, environment);
  const values = own.values as Partial<BotValues>;
  // Also of those that are not used: what is wrong there is a slip all the same.
  const read = providers.map((descriptor) => ({ descriptor, ...readSettings(descriptor.settings, environment) }));
  const chosen = (values.PROVIDERS ?? []).flatMap((name) => read.filter(({ descriptor }) => descriptor.name === name));
  const descriptors = chosen.map(({ descriptor }) => descriptor);
  const problems = [own, ...read].flatMap((part) => part.problems);
  problems.push(...crossCheck(environment, values, descriptors));
  if (problems.length > 0) throw new ConfigError(problems);
  const models = chooseModels(descriptors, values.MODELS ?? []).filter((model) => model !== undefined);
  // Without a problem, none of the values is missing.
  const used = chosen.map(({ descriptor, values: settings }) => ({ descriptor, settings }) as ChosenProvider);
  return shape(values as BotValues, used, models);
}

function shape(values: BotValues, providers: readonly ChosenProvider[], models: readonly Model[]) {
  return {
    discord: { token: values.DISCORD_TOKEN, apiBase: values.DISCORD_API_BASE },
    /** In the order in which they are tried. */
    providers,
    models,
    /** What all processes on one database must agree on, by the names of settings: hashes, and no values. */
    agreed: agreedSettings({
      values,
      providers: providers.map(({ descriptor, settings }) => ({
        name: descriptor.name,
        running: { name: descriptor.settings.running.name, value: settings.running },
      })),
      models,
    }),
    runningPerGuild: values.RUNNING_PER_GUILD,
    quota: quotaPolicy(values),
    guildDefaults: guildDefaults(values),
    drawsWaveforms: values.WAVEFORMS,
    isEquallyLoud: values.EQUAL_LOUDNESS,
    ffmpeg: values.FFMPEG,
    linkHosts: values.LINK_HOSTS ?? [],
    /** Undefined: SQLite in the data folder. */
    postgres:
      values.DATABASE_URL === undefined
        ? undefined
        : {
            url: values.DATABASE_URL,
            listenUrl: values.DATABASE_LISTEN_URL ?? values.DATABASE_URL,
            connections: values.DATABASE_POOL,
          },
    role: values.ROLE,
    /** Undefined: all that there are. */
    shards: values.SHARD_COUNT === undefined ? undefined : { ids: values.SHARDS, count: values.SHARD_COUNT },
    dataFolder: values.DATA_DIR,
    keepFilesDays: values.KEEP_FILES_DAYS,
    filesMaximumBytes: Math.round(values.FILES_MAX_GB * 1_000_000_000),
    /** In place of a folder; undefined where there is none. */
    bucket: values.FILES_URL && {
      ...values.FILES_URL,
      accessKeyId: values.FILES_ACCESS_KEY_ID ?? '',
      secretAccessKey: values.FILES_SECRET_ACCESS_KEY ?? '',
    },
    removedServerDays: values.REMOVED_SERVER_DAYS,
    uploadMemoryBytes: values.UPLOAD_MEMORY_MB * 1_000_000,
    shutdownWaitMs: values.SHUTDOWN_WAIT_SECONDS * 1_000,
    logLevel: values.LOG_LEVEL,
    operator:
      values.OPERATOR_PORT === undefined
        ? undefined
        : { port: values.OPERATOR_PORT, host: values.OPERATOR_HOST, secret: values.OPERATOR_SECRET ?? '' },
    /** Who runs the bot, in which servers they do so, and where they are told of what needs them; null: by direct message. */
    operatorDesk: {
      guildIds: values.OPERATOR_GUILDS ?? [],
      memberIds: values.OPERATOR_IDS ?? [],
      channelId: values.OPERATOR_CHANNEL ?? null,
    },
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
