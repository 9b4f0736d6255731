import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import {
  type GuildSettings,
  type Preset,
  type RoleLimit,
  type SettingKey,
  settingRows,
} from '../../../domain/policy/guild-settings.ts';
import { text } from '../../../locales/text.ts';
import { presetId, settingsIds } from '../../interactions/settings-ids.ts';
import { FORM_TITLE_MAXIMUM, labelled, menuOfOne, paragraph, TEXT_INPUT_MAXIMUM } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** Names of the forms' fields in what Discord sends back. */
export const settingFields = {
  value: 'value',
  words: 'words',
  match: 'match',
  name: 'name',
  style: 'style',
  dayTakes: 'dayTakes',
  monthTakes: 'monthTakes',
  dayMicros: 'dayMicros',
  monthMicros: 'monthMicros',
} as const;

const LINE_MAXIMUM = 100;
const MICROS_PER_DOLLAR = 1_000_000;

/** The form for a number, an amount or a short text. */
export function settingForm(
  key: SettingKey,
  settings: GuildSettings,
  locale: string,
): APIModalInteractionResponseCallbackData {
  const { control } = settingRows[key];
  const kind = control.kind === 'money' || control.kind === 'line' ? control.kind : 'count';
  const value = settings[key];
  const shown = typeof value === 'number' && kind === 'money' ? dollars(value) : String(value ?? '');
  const maximum = control.kind === 'line' ? control.maximum : LINE_MAXIMUM;
  const field = line(settingFields.value, shown, maximum);
  const name = text(locale, `settings.name.${key}`);
  return form(settingsIds.set(key), name, [labelled(name, text(locale, `settings.form.${kind}`), field)]);
}

/** The form for what those with a role may have. */
export function roleLimitForm(roleId: string, limit: RoleLimit | undefined, locale: string) {
  const fields = (['dayTakes', 'monthTakes', 'dayMicros', 'monthMicros'] as const).map((part) => {
    const value = limit?.[part] ?? null;
    const isMoney = part === 'dayMicros' || part === 'monthMicros';
    const shown = value === null ? '' : isMoney ? dollars(value) : String(value);
    const name = text(locale, `settings.name.${memberSetting[part]}`);
    return labelled(name, text(locale, 'settings.form.roleLimit.hint'), line(settingFields[part], shown, LINE_MAXIMUM));
  });
  return form(settingsIds.setRole(roleId), text(locale, 'settings.form.roleLimit'), fields);
}

const memberSetting = {
  dayTakes: 'memberDayTakes',
  monthTakes: 'memberMonthTakes',
  dayMicros: 'memberDayMicros',
  monthMicros: 'memberMonthMicros',
} as const;

/** The form for words to be forbidden, or not any more. */
export function wordsForm(
  key: SettingKey,
  purpose: 'add' | 'drop',
  locale: string,
): APIModalInteractionResponseCallbackData {
  const words = paragraph({
    customId: settingFields.words,
    isRequired: true,
    minimum: 1,
    maximum: TEXT_INPUT_MAXIMUM,
    value: '',
    placeholder: text(locale, 'settings.form.words.example'),
  });
  const field = labelled(text(locale, 'settings.form.words'), text(locale, 'settings.form.words.hint'), words);
  if (purpose === 'drop') {
    return form(settingsIds.dropWords(key), text(locale, 'button.settings.dropWords'), [field]);
  }
  const match = menuOfOne(
    settingFields.match,
    (['whole', 'inside'] as const).map((value) => ({
      name: text(locale, `settings.form.match.${value}`),
      value,
      isChosen: value === 'whole',
    })),
  );
  return form(settingsIds.addWords(key), text(locale, 'button.settings.addWords'), [
    field,
    labelled(text(locale, 'settings.form.match'), text(locale, 'settings.form.match.hint'), match),
  ]);
}

/** The form for a style; without one, for a new one. */
export function presetForm(preset: Preset | undefined, locale: string): APIModalInteractionResponseCallbackData {
  const style = paragraph({
    customId: settingFields.style,
    isRequired: true,
    minimum: 1,
    maximum: 2_000,
    value: preset?.style ?? '',
    placeholder: text(locale, 'form.style.example'),
  });
  const name = { ...line(settingFields.name, preset?.name ?? '', 80), required: true };
  const customId = preset ? settingsIds.editPreset(presetId(preset)) : settingsIds.addPreset('presets');
  const title = text(locale, preset ? 'button.settings.editPreset' : 'button.settings.addPreset');
  return form(customId, title, [
    labelled(text(locale, 'settings.form.preset.name'), text(locale, 'settings.form.preset.name.hint'), name),
    labelled(text(locale, 'settings.form.preset.style'), text(locale, 'settings.form.preset.style.hint'), style),
  ]);
}

function line(customId: string, value: string, maximum: number): APITextInputComponent {
  return {
    type: ComponentType.TextInput,
    custom_id: customId,
    style: TextInputStyle.Short,
    required: false,
    max_length: maximum,
    ...(value !== '' && { value: cutText(value, maximum) }),
  };
}

function form(
  customId: string,
  title: string,
  components: APIModalInteractionResponseCallbackData['components'],
): APIModalInteractionResponseCallbackData {
  return { custom_id: customId, title: cutText(title, FORM_TITLE_MAXIMUM), components };
}

function dollars(micros: number): string {
  return String(micros / MICROS_PER_DOLLAR);
}
