import type { ValuesOf } from './setting.ts';
import { clockSettings } from './settings/clock.ts';
import { fileSettings } from './settings/covers-and-files.ts';
import { fleetSettings } from './settings/fleet.ts';
import { guildSettings } from './settings/guilds.ts';
import { networkSettings } from './settings/network.ts';
import { operatorSettings } from './settings/operator.ts';
import { processSettings } from './settings/process.ts';
import { quotaSettings } from './settings/quota.ts';
import { serviceSettings } from './settings/services.ts';

/** The bot's own settings; those of a provider are in its folder. */
export const botSettings = {
  ...serviceSettings,
  ...quotaSettings,
  ...guildSettings,
  ...fileSettings,
  ...processSettings,
  ...operatorSettings,
  ...networkSettings,
  ...fleetSettings,
  ...clockSettings,
};

export type BotValues = ValuesOf<typeof botSettings>;
