import { providers } from '../providers/index.ts';
import { botSettings } from './bot-settings.ts';
import type { SettingTable } from './setting.ts';

const { DISCORD_TOKEN, PROVIDERS, MODELS, ...others } = botSettings;

/** Every setting there is, under its name in the environment. */
export const settings: SettingTable = {
  DISCORD_TOKEN,
  PROVIDERS,
  MODELS,
  ...Object.fromEntries(
    providers.flatMap((provider) => Object.values(provider.settings).map((setting) => [setting.name, setting])),
  ),
  ...others,
};

/** Every name by which a setting is known. */
export const settingNames: readonly string[] = Object.entries(settings).flatMap(([name, { alias }]) =>
  alias === undefined ? [name] : [name, alias],
);
