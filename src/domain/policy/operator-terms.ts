import type { Model } from '../models.ts';
import { guildMonthOf, type QuotaPolicy } from '../money/charges.ts';
import type { OperatorTerms, SettingBounds } from './guild-policy.ts';
import type { GuildSettings } from './guild-settings.ts';

export interface OperatorChoices {
  guildDefaults: GuildSettings;
  quota: QuotaPolicy;
  models: readonly Model[];
}

/** What the operator's settings are to a server: what holds until it chooses, and how far it may go. */
export function operatorTerms({ guildDefaults, quota, models }: OperatorChoices, guildId: string): OperatorTerms {
  const month = guildMonthOf(quota, guildId);
  const { runningPerGuild, wantsRightsTick } = guildDefaults;
  const numbers = {
    guildMonthTakes: month.count,
    guildMonthMicros: month.micros,
    memberDayTakes: quota.memberDay.count,
    memberDayMicros: quota.memberDay.micros,
  };
  const bounds: SettingBounds = {
    ...Object.fromEntries(Object.entries(numbers).filter(([, most]) => most !== undefined)),
    ...(runningPerGuild !== null && { runningPerGuild }),
    ...(wantsRightsTick && { wantsRightsTick: true }),
    modelIds: models.map(({ provider, id }) => `${provider}/${id}`),
  };
  const defaults = Object.fromEntries(Object.entries(numbers).map(([key, most]) => [key, most ?? null]));
  return { defaults: { ...guildDefaults, ...defaults }, bounds };
}
