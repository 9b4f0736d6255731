import { ButtonStyle, ChannelType } from 'discord.js';
import type { ResolvedPolicy, SettingBounds } from '../../../domain/policy/guild-policy.ts';
import { memberText, text } from '../../../locales/text.ts';
import { helpIds } from '../../interactions/help-ids.ts';
import type { ChannelCheck, PresentInGuild } from '../../port.ts';
import { button } from '../components/buttons.ts';
import { menuOfOne } from '../components/form-parts.ts';
import { channelSelect, roleSelect } from '../components/selects.ts';
import { CARD_MAXIMUM, type CardView, fitLines, rowOf, small } from '../view.ts';
import { settingValue } from './setting-value.ts';
import { NO_VALUE, type SettingsCardOptions } from './settings-card.ts';

/** The settings that the card asks for, in its order. */
export const setUpKeys = ['remixChannelIds', 'allowedRoleIds', 'memberDayTakes'] as const;

const DAILY = [1, 3, 5, 10, 20, 50] as const;

export interface SetUpOptions extends Pick<SettingsCardOptions, 'locale' | 'policy' | 'terms' | 'present' | 'notices'> {
  guildId: string;
  /** Where covers go as things stand. */
  channelId: string;
  /** Of that channel; null where Discord does not say. */
  check: ChannelCheck | null;
  triesLeft: number;
}

/** Three questions, whether the bot can do its work in the channel, and a button that tries it. */
export function setUpCard(options: SetUpOptions): CardView {
  const { locale, guildId, policy, terms, present, notices = [], triesLeft } = options;
  const chosen = (ids: readonly string[], among: ReadonlySet<string> | undefined) => ids.filter((id) => among?.has(id));
  const { remixChannelIds, allowedRoleIds } = policy.values;
  const isReady = options.check?.fault === undefined && options.check !== null;
  return {
    layout: 'card',
    content: fitLines([...notices, ...linesOf(options)], CARD_MAXIMUM),
    components: [
      rowOf([
        channelSelect({
          customId: helpIds.where(guildId),
          placeholder: text(locale, 'setUp.placeholder.where'),
          chosenIds: chosen(remixChannelIds, present?.channelIds),
          minimum: 0,
          channelTypes: [
            ChannelType.GuildText,
            ChannelType.GuildAnnouncement,
            ChannelType.GuildForum,
            ChannelType.GuildMedia,
          ],
        }),
      ]),
      rowOf([
        roleSelect({
          customId: helpIds.who(guildId),
          placeholder: text(locale, 'setUp.placeholder.who'),
          chosenIds: chosen(allowedRoleIds, rolesOf(present)),
          minimum: 0,
          maximum: 25,
        }),
      ]),
      rowOf([dailyMenu(locale, guildId, policy, terms.bounds)]),
      rowOf([
        ...(triesLeft > 0 && isReady
          ? [button(text(locale, 'button.tryIt'), helpIds.tryIt(guildId), ButtonStyle.Success)]
          : []),
        button(text(locale, 'button.lookAgain'), helpIds.look(guildId), ButtonStyle.Secondary),
      ]),
    ],
  };
}

function linesOf({ locale, policy: { values }, channelId, check, triesLeft }: SetUpOptions): string[] {
  const value = (key: (typeof setUpKeys)[number]) => settingValue(key, values, locale);
  return [
    text(locale, 'setUp.title'),
    text(locale, 'setUp.where', { value: value('remixChannelIds') }),
    text(locale, 'setUp.who', { value: value('allowedRoleIds') }),
    text(locale, 'setUp.howMany', { value: value('memberDayTakes') }),
    text(locale, 'setUp.checks', { channelId }),
    ...checkLines(locale, channelId, check),
    small(text(locale, triesLeft > 0 ? 'setUp.next' : 'setUp.tried')),
  ];
}

function checkLines(locale: string, channelId: string, check: ChannelCheck | null): string[] {
  if (!check) return [text(locale, 'setUp.unknown')];
  const { permissions, fault } = check;
  const shown = permissions
    .map(({ name, has }) => text(locale, 'setUp.check', { name: text(locale, `permission.${name}`), has }))
    .join(' · ');
  switch (fault?.kind) {
    case undefined:
      return [shown];
    case 'missing':
    case 'hidden':
      return [shown, text(locale, 'setUp.fix')];
    case 'timedOut':
      return [memberText(locale, { key: 'permissions.timedOut', params: { until: fault.until } })];
    case 'noTag':
      return [shown, memberText(locale, { key: 'target.noTag', params: { channelId, tags: fault.tags } })];
    case 'gone':
    case 'wrongKind':
      return [text(locale, 'setUp.wrongKind')];
  }
}

/** With what holds now, whatever it is. */
function dailyMenu(locale: string, guildId: string, { values }: ResolvedPolicy, bounds: SettingBounds) {
  const most = bounds.memberDayTakes ?? Number.POSITIVE_INFINITY;
  const now = values.memberDayTakes;
  const counts = [...new Set([...DAILY.filter((count) => count <= most), ...(now === null ? [] : [now])])];
  const limits = counts.sort((one, other) => one - other);
  const offered: (number | null)[] = most === Number.POSITIVE_INFINITY || now === null ? [...limits, null] : limits;
  const { required: _, ...select } = menuOfOne(
    helpIds.howMany(guildId),
    offered.map((memberDayTakes) => ({
      name: text(locale, 'setUp.daily', { count: memberDayTakes }),
      value: memberDayTakes === null ? NO_VALUE : String(memberDayTakes),
      isChosen: memberDayTakes === now,
    })),
  );
  return { ...select, placeholder: text(locale, 'setUp.placeholder.howMany') };
}

function rolesOf(present: PresentInGuild | null): ReadonlySet<string> | undefined {
  return present?.roleIds;
}
