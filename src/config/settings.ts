import { providers } from '../providers/index.ts';
import { botSettings } from './bot-settings.ts';
import type { SettingTable } from './setting.ts';

const { DISCORD_TOKEN, PROVIDERS, MODELS, ...others } = botSettings;

/** Every setting there is, in the order in which `.env.example` shows them: what must be filled in comes first. */
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

/** The text of `.env.example`: every setting with what it is for, and its default. */
export function renderEnvExample(): string {
  const blocks = Object.entries(settings).map(
    ([name, { about, expected, fallback = '' }]) => `# ${about}\n# Expected: ${expected}.\n${name}=${fallback}\n`,
  );
  return `# Coverband's settings. Copy this file to .env and fill in the first ones; the others may stay.\n\n${blocks.join('\n')}`;
}
