import { type APIButtonComponent, ButtonStyle, ChannelType, ComponentType } from 'discord.js';
import type { Model } from '../../../domain/models.ts';
import type { OperatorTerms, ResolvedPolicy } from '../../../domain/policy/guild-policy.ts';
import {
  type SettingControl,
  type SettingKey,
  type SettingPage,
  settingKeys,
  settingPages,
  settingRows,
} from '../../../domain/policy/guild-settings.ts';
import { languages } from '../../../locales/languages.ts';
import { text } from '../../../locales/text.ts';
import { presetId, settingsIds } from '../../interactions/settings-ids.ts';
import type { PresentInGuild } from '../../port.ts';
import { button } from '../components/buttons.ts';
import { menuOfOne } from '../components/form-parts.ts';
import { channelSelect, roleSelect } from '../components/selects.ts';
import { providerTitle } from '../parts/job-facts.ts';
import { cutText, oneLine } from '../parts/user-text.ts';
import { CARD_MAXIMUM, type CardView, type Control, fitLines, rowOf, small } from '../view.ts';
import { choiceText, languageText, minutesText, roleLimitText, settingValue } from './setting-value.ts';

export interface SettingsCardOptions {
  locale: string;
  policy: ResolvedPolicy;
  terms: OperatorTerms;
  /** Null where Discord does not say. */
  present: PresentInGuild | null;
  /** Those that the operator has. */
  models: readonly Model[];
  /** What was changed just now, or why it was not, in lines that stand first. */
  notices?: readonly string[];
}

/** In a menu, for what is none of its values. */
export const NO_VALUE = '-';

const STYLE_MAXIMUM = 100;
const OPTIONS_MAXIMUM = 25;

/** A page of the settings: what holds, and menus that lead on. */
export function settingsPage(options: SettingsCardOptions, page: SettingPage): CardView {
  const { locale, policy, notices = [] } = options;
  const keys = settingKeys.filter((key) => settingRows[key].page === page);
  const lines = keys.flatMap((key) => [
    text(locale, 'settings.line', {
      name: nameOf(key, locale),
      value: settingValue(key, policy.values, locale),
      isOwn: policy.sources[key].by === 'guild',
    }),
    ...warningLines(key, options),
  ]);
  return card(
    [
      ...notices,
      text(locale, 'settings.title', { page: text(locale, `settings.page.${page}`) }),
      ...lines,
      small(text(locale, 'settings.hint')),
    ],
    [
      menu(
        settingsIds.open(page),
        text(locale, 'settings.placeholder.open'),
        keys.map((key) => ({
          name: nameOf(key, locale),
          value: key,
          description: text(locale, `settings.about.${key}`),
        })),
      ),
      menu(
        settingsIds.page(page),
        text(locale, 'settings.placeholder.page'),
        settingPages.map((one) => ({
          name: text(locale, `settings.page.${one}`),
          value: one,
          description: text(locale, `settings.page.${one}.about`),
          isChosen: one === page,
        })),
      ),
    ],
  );
}

/** One setting: what it is, what holds and whose that is, and what changes it. */
export function settingCard(options: SettingsCardOptions, key: SettingKey): CardView {
  const { locale, policy, notices = [] } = options;
  const source = policy.sources[key];
  const by = source.by === 'operator' ? 'operator' : source.clamped ? 'clamped' : 'guild';
  return card(
    [
      ...notices,
      `**${nameOf(key, locale)}**`,
      text(locale, `settings.about.${key}`),
      text(locale, 'settings.value', { value: settingValue(key, policy.values, locale) }),
      small(text(locale, `settings.by.${by}`)),
      ...boundLines(key, options).map(small),
      ...warningLines(key, options),
      ...partLines(key, options),
    ],
    controlsOf(key, options),
    [
      ...buttonsOf(key, options),
      ...(source.by === 'guild'
        ? [button(text(locale, 'button.settings.reset'), settingsIds.reset(key), ButtonStyle.Secondary)]
        : []),
      backButton(settingRows[key].page, locale),
    ],
  );
}

/** One of the server's styles. Undefined where it is not there any more. */
export function presetCard(options: SettingsCardOptions, id: string): CardView | undefined {
  const { locale, policy, notices = [] } = options;
  const { presets } = policy.values;
  const index = presets.findIndex((preset) => presetId(preset) === id);
  const preset = presets[index];
  if (!preset) return undefined;
  const press = (
    key: 'editPreset' | 'presetUp' | 'presetDown' | 'dropPreset',
    style = ButtonStyle.Secondary as const,
  ) => button(text(locale, `button.settings.${key}`), settingsIds[key === 'editPreset' ? 'askEdit' : key](id), style);
  return card(
    [...notices, presetLine(preset, index, locale, CARD_MAXIMUM / 2)],
    [],
    [
      press('editPreset'),
      ...(index > 0 ? [press('presetUp')] : []),
      ...(index < presets.length - 1 ? [press('presetDown')] : []),
      button(text(locale, 'button.settings.dropPreset'), settingsIds.dropPreset(id), ButtonStyle.Danger),
      button(text(locale, 'button.settings.back'), settingsIds.back('presets'), ButtonStyle.Secondary),
    ],
  );
}

export function nameOf(key: SettingKey, locale: string): string {
  return text(locale, `settings.name.${key}`);
}

function card(
  lines: readonly string[],
  controls: readonly Control[],
  buttons: readonly APIButtonComponent[] = [],
): CardView {
  return {
    layout: 'card',
    content: fitLines(lines, CARD_MAXIMUM),
    components: [...controls.map((control) => rowOf([control])), ...(buttons.length > 0 ? [rowOf(buttons)] : [])],
  };
}

function backButton(page: SettingPage, locale: string): APIButtonComponent {
  return button(text(locale, 'button.settings.back'), settingsIds.back(page), ButtonStyle.Secondary);
}

function boundLines(key: SettingKey, { locale, policy, terms: { bounds } }: SettingsCardOptions): string[] {
  if (key === 'wantsRightsTick') return bounds.wantsRightsTick ? [text(locale, 'settings.bound.tick')] : [];
  const most = (bounds as Partial<Record<SettingKey, unknown>>)[key];
  if (typeof most !== 'number') return [];
  return [text(locale, 'settings.bound', { most: settingValue(key, { ...policy.values, [key]: most }, locale) })];
}

function warningLines(key: SettingKey, options: SettingsCardOptions): string[] {
  return [...idleLines(key, options), ...goneLines(key, options)];
}

/** Of what does nothing as long as another setting is as it is. */
function idleLines(key: SettingKey, { locale, policy: { values }, models }: SettingsCardOptions): string[] {
  const { approval, flaggedWords, logChannelIds, remixChannelIds } = values;
  switch (key) {
    case 'approval':
      return [
        ...(approval !== 'off' && logChannelIds.length === 0 ? [text(locale, 'settings.approval.noLog')] : []),
        ...(approval === 'flaggedWords' && flaggedWords.length === 0
          ? [text(locale, 'settings.approval.noWords')]
          : []),
      ];
    case 'flaggedWords':
      return flaggedWords.length > 0 && approval !== 'flaggedWords' && approval !== 'all'
        ? [text(locale, 'settings.flaggedWords.noApproval')]
        : [];
    case 'format': {
      const { format, modelIds } = values;
      const used = models.filter(({ provider, id }) => modelIds.length === 0 || modelIds.includes(`${provider}/${id}`));
      const unable = used.filter(({ formats }) => !formats.includes(format));
      const names = [
        ...new Set(
          unable.map(({ title, provider }) => oneLine(`${title} – ${providerTitle(provider)}`, STYLE_MAXIMUM)),
        ),
      ];
      const params = { models: names, format: choiceText('format', format, locale) };
      return names.length > 0 ? [text(locale, 'settings.format.notFrom', params)] : [];
    }
    case 'opensThreads':
    case 'howTo':
      return values[key] && remixChannelIds.length === 0 ? [text(locale, 'settings.noRemixChannel')] : [];
    default:
      return [];
  }
}

/** Of channels and roles that were chosen and are not there any more. */
function goneLines(key: SettingKey, { locale, policy, present }: SettingsCardOptions): string[] {
  // What the operator names is of all servers.
  if (!present || policy.sources[key].by === 'operator') return [];
  const gone = idsOf(key, policy).filter(({ id, kind }) => !present[kind].has(id));
  return gone.length === 0 ? [] : [text(locale, 'settings.missing', { count: gone.length })];
}

function idsOf(key: SettingKey, { values }: ResolvedPolicy): { id: string; kind: keyof PresentInGuild }[] {
  const { control } = settingRows[key];
  const of = (kind: keyof PresentInGuild, ids: readonly string[]) => ids.map((id) => ({ id, kind }));
  if (control.kind === 'channels') return of('channelIds', values[key] as readonly string[]);
  if (control.kind === 'roles') return of('roleIds', values[key] as readonly string[]);
  if (key === 'roleLimits')
    return of(
      'roleIds',
      values.roleLimits.map(({ roleId }) => roleId),
    );
  return [];
}

function partLines(key: SettingKey, { locale, policy: { values } }: SettingsCardOptions): string[] {
  if (key === 'roleLimits') return values.roleLimits.map((limit) => roleLimitText(limit, locale));
  if (key !== 'presets') return [];
  return values.presets.map((preset, index) => presetLine(preset, index, locale, STYLE_MAXIMUM));
}

function presetLine({ name, style }: { name: string; style: string }, index: number, locale: string, maximum: number) {
  const params = { position: index + 1, name: oneLine(name, STYLE_MAXIMUM), style: oneLine(style, maximum) };
  return text(locale, 'settings.preset', params);
}

function controlsOf(key: SettingKey, options: SettingsCardOptions): Control[] {
  const { locale, policy, present } = options;
  const { values } = policy;
  const control: SettingControl = settingRows[key].control;
  // Discord refuses a menu that shows as chosen what is gone.
  const chosenIds = idsOf(key, policy).flatMap(({ id, kind }) => (present?.[kind].has(id) ? id : []));
  const customId = settingsIds.choose(key);
  switch (control.kind) {
    case 'channels': {
      const { maximum } = control;
      const placeholder = text(locale, maximum > 1 ? 'settings.placeholder.channels' : 'settings.placeholder.channel');
      return [
        channelSelect({
          customId,
          placeholder,
          chosenIds,
          minimum: 0,
          maximum,
          channelTypes: channelTypes[control.use],
        }),
      ];
    }
    case 'roles': {
      const placeholder = text(locale, 'settings.placeholder.roles');
      return [roleSelect({ customId, placeholder, chosenIds, minimum: 0, maximum: control.maximum })];
    }
    case 'roleLimits':
      return [roleSelect({ customId: settingsIds.role(key), placeholder: text(locale, 'settings.placeholder.role') })];
    case 'presets':
      return values.presets.length === 0
        ? []
        : [
            menu(
              settingsIds.preset(key),
              text(locale, 'settings.placeholder.preset'),
              values.presets.map((preset) => ({ name: preset.name, value: presetId(preset) })),
            ),
          ];
    case 'models':
      return [modelMenu(options)];
    default: {
      const choices = choicesOf(key, control, locale);
      const chosen = String(values[key] ?? NO_VALUE);
      if (choices.length === 0) return [];
      const shown = choices.map((choice) => ({ ...choice, isChosen: choice.value === chosen }));
      return [menu(customId, text(locale, 'settings.placeholder.value'), shown)];
    }
  }
}

/** The values of a setting that is chosen from a list. */
function choicesOf(key: SettingKey, control: SettingControl, locale: string): { name: string; value: string }[] {
  switch (control.kind) {
    case 'yesNo':
      return [true, false].map((value) => ({
        name: text(locale, value ? 'settings.value.yes' : 'settings.value.no'),
        value: String(value),
      }));
    case 'choice':
      return control.values.map((value) => ({ name: choiceText(key, value, locale), value }));
    case 'minutes':
      return control.choices.map((count) => ({ name: minutesText(count, locale), value: String(count) }));
    case 'locale':
      return [null, ...languages.keys()].map((one) => ({ name: languageText(one, locale), value: one ?? NO_VALUE }));
    default:
      return [];
  }
}

function modelMenu({ locale, policy, models }: SettingsCardOptions): Control {
  const { modelIds } = policy.values;
  const shown = models.slice(0, OPTIONS_MAXIMUM).map((model) => {
    const value = `${model.provider}/${model.id}`;
    const name = `${model.title} – ${providerTitle(model.provider)}`;
    return { name, value, isChosen: modelIds.includes(value) };
  });
  const one = menu(settingsIds.choose('modelIds'), text(locale, 'settings.placeholder.value'), shown);
  return { ...one, min_values: 0, max_values: shown.length };
}

function buttonsOf(key: SettingKey, { locale, policy }: SettingsCardOptions): APIButtonComponent[] {
  const press = (name: 'change' | 'addWords' | 'dropWords' | 'showWords' | 'addPreset', customId: string) =>
    button(
      text(locale, `button.settings.${name}`),
      customId,
      name === 'change' || name === 'addWords' || name === 'addPreset' ? ButtonStyle.Primary : ButtonStyle.Secondary,
    );
  const { kind } = settingRows[key].control;
  if (kind === 'count' || kind === 'money' || kind === 'line') return [press('change', settingsIds.ask(key))];
  if (kind === 'presets') return [press('addPreset', settingsIds.askPreset(key))];
  if (kind !== 'words') return [];
  const hasWords = (policy.values[key] as readonly unknown[]).length > 0;
  return [
    press('addWords', settingsIds.askWords(key)),
    ...(hasWords
      ? [press('dropWords', settingsIds.askDropped(key)), press('showWords', settingsIds.showWords(key))]
      : []),
  ];
}

function menu(
  customId: string,
  placeholder: string,
  choices: readonly { name: string; value: string; description?: string; isChosen?: boolean }[],
) {
  const { required: _, ...select } = menuOfOne(customId, choices);
  return { ...select, type: ComponentType.StringSelect as const, placeholder: cutText(placeholder, STYLE_MAXIMUM) };
}

const MESSAGES = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;
const FORUMS = [ChannelType.GuildForum, ChannelType.GuildMedia] as const;
const VOICES = [ChannelType.GuildVoice, ChannelType.GuildStageVoice] as const;

const channelTypes = {
  any: [...MESSAGES, ...VOICES, ...FORUMS],
  covers: [...MESSAGES, ...FORUMS],
  messages: [...MESSAGES],
} as const;
