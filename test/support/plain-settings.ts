import type { GuildPolicy, GuildSettings } from '../../src/domain/guild-settings.ts';

/** Of a server that has chosen nothing, under an operator who has chosen nothing. */
export const PLAIN_SETTINGS: GuildSettings = {
  confirmAboveMicros: null,
  wantsRightsTick: false,
  presets: [],
  remixChannelIds: [],
  opensThreads: false,
  remixTag: null,
  reportChannelIds: [],
  locale: null,
};

export const PLAIN_POLICY: GuildPolicy = { isAllowed: true, ...PLAIN_SETTINGS };
