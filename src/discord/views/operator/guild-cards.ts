import {
  type APIButtonComponent,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { DeskGuild } from '../../../domain/policy/operator-desk.ts';
import { text } from '../../../locales/text.ts';
import { operatorIds } from '../../interactions/operator-ids.ts';
import { button } from '../components/buttons.ts';
import { FORM_TITLE_MAXIMUM, labelled } from '../components/form-parts.ts';
import { cutText, oneLine, plainLine } from '../parts/user-text.ts';
import { type CardView, small } from '../view.ts';
import { backButton, type OperatorCardOptions, operatorCard, operatorMenu } from './operator-parts.ts';

/** As many as a menu has entries. */
export const GUILDS_PER_PAGE = 25;
const NAME_MAXIMUM = 60;
const INPUT_MAXIMUM = 20;
const MICROS_PER_DOLLAR = 1_000_000;

/** Names of the form's fields in what Discord sends back. */
export const limitFields = { takes: 'takes', money: 'money' } as const;

/** A part of the list of servers, each with what it has spent this month. */
export function guildsCard(options: OperatorCardOptions & { guilds: readonly DeskGuild[]; part: number }): CardView {
  const { locale, guilds } = options;
  const parts = Math.max(1, Math.ceil(guilds.length / GUILDS_PER_PAGE));
  const part = Math.min(Math.max(0, options.part), parts - 1);
  const shown = guilds.slice(part * GUILDS_PER_PAGE, (part + 1) * GUILDS_PER_PAGE);
  const turn = (to: number, key: 'earlier' | 'later') =>
    to >= 0 && to < parts
      ? [button(text(locale, `button.operator.${key}`), operatorIds.guilds(String(to)), ButtonStyle.Secondary)]
      : [];
  return operatorCard(options, 'guilds', {
    lines: shown.length === 0 ? [text(locale, 'operator.guild.none')] : shown.map((guild) => guildLine(guild, locale)),
    menus:
      shown.length === 0
        ? []
        : [
            operatorMenu(
              operatorIds.guild(String(part)),
              text(locale, 'operator.placeholder.guild'),
              shown.map((guild) => ({ name: plainLine(guild.name || guild.id, NAME_MAXIMUM), value: guild.id })),
            ),
          ],
    buttons: [...turn(part - 1, 'earlier'), ...turn(part + 1, 'later')],
  });
}

/** One server, and what can be done about it. */
export function guildCard(options: OperatorCardOptions & { guild: DeskGuild; asksToLeave?: boolean }): CardView {
  const { locale, guild, asksToLeave = false } = options;
  const { id, isAllowed, isThere, month, used, choice } = guild;
  const { count: limitTakes = null, micros: limitMicros = null } = month;
  const isOwnLimit = choice.monthTakes !== undefined || choice.monthMicros !== undefined;
  const press = (
    key: 'allow' | 'deny' | 'limit' | 'pause' | 'resume' | 'reset',
    style = ButtonStyle.Secondary as const,
  ) => button(text(locale, `button.operator.${key}`), operatorIds[key](id), style);
  const leaving: APIButtonComponent[] = [
    button(text(locale, 'button.operator.leaveNow'), operatorIds.leave(id), ButtonStyle.Danger),
    backButton(locale, 'guilds'),
  ];
  return operatorCard(options, 'guilds', {
    lines: [
      guildLine(guild, locale),
      small(text(locale, 'operator.guild.id', { id })),
      text(locale, 'operator.guild.month', { takes: used.count, limitTakes, micros: used.micros, limitMicros }),
      text(locale, 'operator.guild.allowed', { isAllowed, isOwn: choice.isAllowed !== undefined }),
      text(locale, 'operator.guild.limits', { isOwn: isOwnLimit }),
      ...(choice.isPaused ? [text(locale, 'operator.guild.paused')] : []),
      ...(asksToLeave ? [text(locale, 'operator.guild.askLeave', { name: nameOf(guild) })] : []),
    ],
    buttons: asksToLeave
      ? leaving
      : [
          press(isAllowed ? 'deny' : 'allow'),
          press('limit'),
          press(choice.isPaused ? 'resume' : 'pause'),
          ...(isOwnLimit || choice.isAllowed !== undefined ? [press('reset')] : []),
          ...(isThere
            ? [button(text(locale, 'button.operator.leave'), operatorIds.askLeave(id), ButtonStyle.Danger)]
            : []),
          backButton(locale, 'guilds'),
        ],
  });
}

/** The form for what a server may have in a month. */
export function limitForm(
  { id, choice }: Pick<DeskGuild, 'id' | 'choice'>,
  locale: string,
): APIModalInteractionResponseCallbackData {
  const field = (customId: string, value: string) => ({
    type: ComponentType.TextInput as const,
    custom_id: customId,
    style: TextInputStyle.Short as const,
    required: false,
    max_length: INPUT_MAXIMUM,
    ...(value !== '' && { value }),
  });
  const { monthTakes, monthMicros } = choice;
  const hint = text(locale, 'operator.form.hint');
  const micros = monthMicros === undefined ? '' : String(monthMicros / MICROS_PER_DOLLAR);
  return {
    custom_id: operatorIds.setLimit(id),
    title: cutText(text(locale, 'operator.form.title'), FORM_TITLE_MAXIMUM),
    components: [
      labelled(text(locale, 'operator.form.takes'), hint, field(limitFields.takes, String(monthTakes ?? ''))),
      labelled(text(locale, 'operator.form.money'), hint, field(limitFields.money, micros)),
    ],
  };
}

/** As it stands in a sentence. */
export function nameOf({ id, name }: Pick<DeskGuild, 'id' | 'name'>): string {
  return oneLine(name || id, NAME_MAXIMUM);
}

function guildLine(guild: DeskGuild, locale: string): string {
  const { used, month, isAllowed, isThere, choice } = guild;
  const limitMicros = month.micros ?? null;
  const facts = { micros: used.micros, limitMicros, isAllowed, isThere, isPaused: choice.isPaused ?? false };
  return text(locale, 'operator.guild.line', { name: nameOf(guild), ...facts });
}
