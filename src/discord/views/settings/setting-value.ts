import type { GuildSettings, RoleLimit, SettingKey } from '../../../domain/policy/guild-settings.ts';
import { text } from '../../../locales/text.ts';
import { models } from '../../../providers/catalog.ts';
import { channelMention, providerTitle } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';

const ITEMS_SHOWN = 5;
const TEXT_MAXIMUM = 80;

/** A setting's value as people read it, within a message. */
export function settingValue<Key extends SettingKey>(key: Key, settings: GuildSettings, locale: string): string {
  return describers[key](settings, locale);
}

type Describe = (settings: GuildSettings, locale: string) => string;

const yesNo =
  (of: (settings: GuildSettings) => boolean): Describe =>
  (settings, locale) =>
    text(locale, of(settings) ? 'settings.value.yes' : 'settings.value.no');

const count =
  (of: (settings: GuildSettings) => number | null): Describe =>
  (settings, locale) => {
    const value = of(settings);
    return value === null
      ? text(locale, 'settings.value.noLimit')
      : text(locale, 'settings.value.count', { count: value });
  };

const money =
  (of: (settings: GuildSettings) => number | null, none: 'noLimit' | 'never' = 'noLimit'): Describe =>
  (settings, locale) => {
    const micros = of(settings);
    return micros === null ? text(locale, `settings.value.${none}`) : text(locale, 'settings.value.money', { micros });
  };

const minutes =
  (of: (settings: GuildSettings) => number): Describe =>
  (settings, locale) =>
    minutesText(of(settings), locale);

const listed =
  (of: (settings: GuildSettings) => readonly string[], none: Parameters<typeof noneText>[1]): Describe =>
  (settings, locale) => {
    const items = of(settings);
    if (items.length === 0) return noneText(locale, none);
    const shown = { items: items.slice(0, ITEMS_SHOWN), more: Math.max(0, items.length - ITEMS_SHOWN) };
    return text(locale, 'settings.value.list', shown);
  };

function noneText(locale: string, none: 'everywhere' | 'here' | 'nowhere' | 'owner' | 'everybody' | 'noRole' | 'all') {
  return text(locale, `settings.value.${none}`);
}

const describers: { [Key in SettingKey]: Describe } = {
  channelIds: listed(({ channelIds }) => channelIds.map(channelMention), 'everywhere'),
  remixChannelIds: listed(({ remixChannelIds }) => remixChannelIds.map(channelMention), 'here'),
  opensThreads: yesNo(({ opensThreads }) => opensThreads),
  remixTag: ({ remixTag }, locale) =>
    remixTag === null ? text(locale, 'settings.value.noTag') : oneLine(remixTag, TEXT_MAXIMUM),
  pricesFor: ({ pricesFor }, locale) => choiceText('pricesFor', pricesFor, locale),
  allowedRoleIds: listed(({ allowedRoleIds }) => allowedRoleIds.map(roleMention), 'everybody'),
  deniedRoleIds: listed(({ deniedRoleIds }) => deniedRoleIds.map(roleMention), 'noRole'),
  membershipMinutes: minutes(({ membershipMinutes }) => membershipMinutes),
  pauseMinutes: minutes(({ pauseMinutes }) => pauseMinutes),
  guildDayTakes: count(({ guildDayTakes }) => guildDayTakes),
  guildMonthTakes: count(({ guildMonthTakes }) => guildMonthTakes),
  guildDayMicros: money(({ guildDayMicros }) => guildDayMicros),
  guildMonthMicros: money(({ guildMonthMicros }) => guildMonthMicros),
  memberDayTakes: count(({ memberDayTakes }) => memberDayTakes),
  memberMonthTakes: count(({ memberMonthTakes }) => memberMonthTakes),
  memberDayMicros: money(({ memberDayMicros }) => memberDayMicros),
  memberMonthMicros: money(({ memberMonthMicros }) => memberMonthMicros),
  roleLimits: ({ roleLimits }, locale) => text(locale, 'settings.value.roles', { count: roleLimits.length }),
  waitingPerMember: count(({ waitingPerMember }) => waitingPerMember),
  confirmAboveMicros: money(({ confirmAboveMicros }) => confirmAboveMicros, 'never'),
  runningPerGuild: count(({ runningPerGuild }) => runningPerGuild),
  modelIds: listed(({ modelIds }) => modelIds.map(modelTitle), 'all'),
  format: ({ format }, locale) => choiceText('format', format, locale),
  bitrateKbps: ({ bitrateKbps }, locale) => choiceText('bitrateKbps', String(bitrateKbps), locale),
  wantsRightsTick: yesNo(({ wantsRightsTick }) => wantsRightsTick),
  forbiddenWords: ({ forbiddenWords }, locale) =>
    text(locale, 'settings.value.words', { count: forbiddenWords.length }),
  approval: ({ approval }, locale) => choiceText('approval', approval, locale),
  flaggedWords: ({ flaggedWords }, locale) => text(locale, 'settings.value.words', { count: flaggedWords.length }),
  presets: ({ presets }, locale) => text(locale, 'settings.value.presets', { count: presets.length }),
  locale: ({ locale: chosen }, locale) => languageText(chosen, locale),
  howTo: yesNo(({ howTo }) => howTo),
  logChannelIds: listed(({ logChannelIds }) => logChannelIds.map(channelMention), 'nowhere'),
  reportChannelIds: listed(({ reportChannelIds }) => reportChannelIds.map(channelMention), 'owner'),
  moderatorRoleIds: listed(({ moderatorRoleIds }) => moderatorRoleIds.map(roleMention), 'noRole'),
  privateFirst: yesNo(({ privateFirst }) => privateFirst),
};

/** A model as the menu calls it; one that is not known any more as it was stored. */
function modelTitle(id: string): string {
  const model = models.find((one) => `${one.provider}/${one.id}` === id);
  return oneLine(model ? `${model.title} – ${providerTitle(model.provider)}` : id, TEXT_MAXIMUM);
}

export function roleMention(roleId: string): string {
  return `<@&${roleId}>`;
}

export function minutesText(minutesCount: number, locale: string): string {
  if (minutesCount === 0) return text(locale, 'settings.value.off');
  return text(locale, 'settings.value.minutes', { count: minutesCount });
}

/** A language by its own name; null: that of whoever asks. */
export function languageText(chosen: string | null, locale: string): string {
  if (chosen === null) return text(locale, 'settings.value.requesters');
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(chosen) ?? chosen;
  } catch {
    return oneLine(chosen, TEXT_MAXIMUM);
  }
}

/** One of the values of a setting that is chosen from a list. */
export function choiceText(key: SettingKey, value: string, locale: string): string {
  if (key === 'pricesFor') return text(locale, `settings.value.prices.${value as GuildSettings['pricesFor']}`);
  if (key === 'approval') return text(locale, `settings.value.approval.${value as GuildSettings['approval']}`);
  if (key === 'bitrateKbps') return text(locale, 'settings.value.kbps', { count: Number(value) });
  return value.toUpperCase();
}

/** What those with a role may have made, as far as it is set. */
export function roleLimitText(limit: RoleLimit, locale: string): string {
  const parts = (['dayTakes', 'monthTakes', 'dayMicros', 'monthMicros'] as const).flatMap((part) => {
    const value = limit[part];
    if (value === null) return [];
    return part === 'dayTakes' || part === 'monthTakes'
      ? text(locale, `settings.roleLimit.${part}`, { count: value })
      : text(locale, `settings.roleLimit.${part}`, { micros: value });
  });
  return text(locale, 'settings.roleLimit', { role: roleMention(limit.roleId), parts });
}
