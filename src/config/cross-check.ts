import { chooseModels, type ModelWish } from '../domain/draft/choose-models.ts';
import type { ProviderDescriptor } from '../providers/descriptor.ts';
import { type BotValues, botSettings } from './bot-settings.ts';
import { type Environment, givenIn, type SettingProblem } from './setting.ts';

/** What can only be judged by looking at two settings. Those that could not be read are missing among the values. */
export function crossCheck(
  environment: Environment,
  values: Partial<BotValues>,
  providers: readonly ProviderDescriptor[],
): SettingProblem[] {
  return [
    ...missingOf(environment, providers),
    ...problemsOfModels(environment, values, providers),
    ...problemsOfOperator(environment, values),
    ...problemsOfFiles(environment, values),
    ...problemsOfClock(environment, values),
    ...problemsOfFleet(environment, values),
  ];
}

function missingOf(environment: Environment, providers: readonly ProviderDescriptor[]): SettingProblem[] {
  return providers
    .flatMap(({ settings }) => Object.values(settings))
    .filter(({ name, isNeeded }) => isNeeded && givenIn(environment, name) === undefined)
    .map(({ name, expected }) => ({ name, expected, given: undefined }));
}

function problemsOfModels(
  environment: Environment,
  values: Partial<BotValues>,
  providers: readonly ProviderDescriptor[],
): SettingProblem[] {
  // Where one of them could not be read, that is said already.
  if (!values.PROVIDERS || !('MODELS' in values)) return [];
  const given = givenIn(environment, 'MODELS');
  return faultsOfModels(providers, values.MODELS).map((expected) => ({ name: 'MODELS', expected, given }));
}

/** What else is expected of the models. */
function faultsOfModels(providers: readonly ProviderDescriptor[], wishes: readonly ModelWish[] = []): string[] {
  const used = new Set(providers.map(({ name }) => name));
  const unused = new Set(wishes.map(({ provider }) => provider).filter((provider) => !used.has(provider)));
  if (unused.size > 0) {
    const names = [...unused].join(' and ');
    return [`models of the providers in PROVIDERS only (add ${names} there, or leave their models out)`];
  }
  const isNew = chooseModels(providers, wishes).includes(undefined);
  return isNew ? ['each added model to say which known one it is like (provider/model~known-model)'] : [];
}

function problemsOfOperator(environment: Environment, values: Partial<BotValues>): SettingProblem[] {
  const isMissing = (name: 'OPERATOR_SECRET' | 'OPERATOR_IDS') => givenIn(environment, name) === undefined;
  const missing = [
    ...(values.OPERATOR_PORT !== undefined && isMissing('OPERATOR_SECRET') ? (['OPERATOR_SECRET'] as const) : []),
    ...(values.OPERATOR_GUILDS !== undefined && isMissing('OPERATOR_IDS') ? (['OPERATOR_IDS'] as const) : []),
  ];
  return missing.map((name) => ({ name, expected: botSettings[name].expected, given: undefined }));
}

function problemsOfFleet(environment: Environment, values: Partial<BotValues>): SettingProblem[] {
  const { ROLE, DATABASE_URL, SHARDS, SHARD_COUNT } = values;
  const needsServer = (ROLE !== undefined && ROLE !== 'all') || SHARDS !== undefined;
  const problem = (name: 'DATABASE_URL' | 'SHARD_COUNT' | 'SHARDS', expected: string = botSettings[name].expected) => {
    const given = givenIn(environment, name);
    // An address has a password in it.
    return { name, expected, given: name === 'DATABASE_URL' ? undefined : given };
  };
  const isOutside = SHARDS?.some((id) => SHARD_COUNT !== undefined && id >= SHARD_COUNT);
  return [
    ...(needsServer && 'DATABASE_URL' in values && DATABASE_URL === undefined ? [problem('DATABASE_URL')] : []),
    ...(SHARDS !== undefined && 'SHARD_COUNT' in values && SHARD_COUNT === undefined ? [problem('SHARD_COUNT')] : []),
    ...(isOutside ? [problem('SHARDS', `numbers below SHARD_COUNT (${SHARD_COUNT})`)] : []),
  ];
}

function problemsOfFiles(environment: Environment, values: Partial<BotValues>): SettingProblem[] {
  if (values.FILES_URL === undefined) return [];
  return (['FILES_ACCESS_KEY_ID', 'FILES_SECRET_ACCESS_KEY'] as const)
    .filter((name) => givenIn(environment, name) === undefined)
    .map((name) => ({ name, expected: botSettings[name].expected, given: undefined }));
}

function problemsOfClock(environment: Environment, values: Partial<BotValues>): SettingProblem[] {
  if (values.DISCORD_API_BASE !== undefined && isLoopback(values.DISCORD_API_BASE)) return [];
  return (['CLOCK_OFFSET_SECONDS', 'CLOCK_SPEED'] as const)
    .filter((name) => values[name] !== undefined && String(values[name]) !== botSettings[name].fallback)
    .map((name) => ({
      name,
      expected: 'nothing, unless DISCORD_API_BASE is on this machine',
      given: environment[name],
    }));
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
