import { chooseModels } from '../domain/choose-models.ts';
import type { Model } from '../domain/models.ts';
import type { ProviderDescriptor, ProviderSettings } from '../providers/descriptor.ts';
import { providers } from '../providers/index.ts';
import { type BotValues, botSettings } from './bot-settings.ts';
import { ConfigError } from './config-error.ts';
import { crossCheck } from './cross-check.ts';
import { type Environment, readSetting, type Setting, type SettingProblem, type ValuesOf } from './setting.ts';
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
  const problems: SettingProblem[] = [];
  const read = (settings: Readonly<Record<string, Setting<unknown>>>) => {
    const values: Record<string, unknown> = {};
    for (const [key, setting] of Object.entries(settings)) {
      const name = 'name' in setting ? String(setting.name) : key;
      const result = readSetting(name, setting, environment);
      if ('problem' in result) problems.push(result.problem);
      else values[key] = result.value;
    }
    return values;
  };
  const values = read(botSettings) as Partial<BotValues>;
  // Also of those that are not used: what is wrong there is a slip all the same.
  const all = providers.map((descriptor) => ({ descriptor, settings: read(descriptor.settings) }));
  const chosen = (values.PROVIDERS ?? []).flatMap((name) => all.filter(({ descriptor }) => descriptor.name === name));
  const descriptors = chosen.map(({ descriptor }) => descriptor);
  problems.push(...crossCheck(environment, values, descriptors));
  if (problems.length > 0) throw new ConfigError(problems);
  // Nothing of them is missing, since there is no problem.
  const models = chooseModels(descriptors, values.MODELS ?? []).filter((model) => model !== undefined);
  return shape(values as BotValues, chosen as ChosenProvider[], models);
}

function shape(values: BotValues, providers: readonly ChosenProvider[], models: readonly Model[]) {
  return {
    discord: { token: values.DISCORD_TOKEN, apiBase: values.DISCORD_API_BASE },
    /** In the order in which they are tried. */
    providers,
    models,
    runningPerGuild: values.RUNNING_PER_GUILD,
    quota: quotaPolicy(values),
    guildDefaults: guildDefaults(values),
    output: { format: values.OUTPUT_FORMAT, bitrateKbps: values.OUTPUT_BITRATE_KBPS },
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
