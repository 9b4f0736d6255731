import { type APILabelComponent, type APIModalInteractionResponseCallbackData, ComponentType } from 'discord.js';
import { cutAtSection } from '../../domain/lyrics.ts';
import type { Model } from '../../domain/models.ts';
import { text } from '../../locales/text.ts';
import { describedWith, FORM_TITLE_MAXIMUM, labelled, paragraph, TEXT_INPUT_MAXIMUM } from './form-parts.ts';
import { cutText } from './user-text.ts';

/** Names of the form's fields in what Discord sends back. */
export const draftFields = {
  song: 'song',
  voice: 'voice',
  instrumental: 'instrumental',
  style: 'style',
  lyrics: 'lyrics',
} as const;

export interface AskedUpload {
  field: 'song' | 'voice' | 'instrumental';
  /** Of the file that is there already, and may be exchanged for another. */
  name: string | null;
}

export interface AskedLyrics {
  value: string | null;
  isRequired: boolean;
  /** With room for more than the model takes: what is heard in a song can be longer, and is to be shortened here. */
  isEditor: boolean;
}

export interface DraftFormOptions {
  locale: string;
  customId: string;
  model: Pick<Model, 'kind' | 'style' | 'lyrics' | 'maximumTakes' | 'priceMicros' | 'needsVocals'>;
  /** `lyrics`: the words are shown first, so it does not say what is to be paid. */
  purpose: 'make' | 'lyrics';
  uploads: readonly AskedUpload[];
  style: string | null;
  /** Null where the form does not ask. */
  lyrics: AskedLyrics | null;
}

/** The form that asks for what a draft still needs. */
export function draftForm(options: DraftFormOptions): APIModalInteractionResponseCallbackData {
  return {
    custom_id: options.customId,
    title: cutText(titleOf(options), FORM_TITLE_MAXIMUM),
    components: [...uploadFields(options), ...styleField(options), ...lyricsField(options)],
  };
}

function titleOf({ locale, model: { kind, priceMicros, maximumTakes }, purpose }: DraftFormOptions): string {
  if (purpose === 'lyrics') return text(locale, 'form.title.lyrics');
  return text(locale, 'form.title', { kind, micros: priceMicros, isPerTake: maximumTakes > 1 });
}

function uploadFields({ locale, uploads, model }: DraftFormOptions): APILabelComponent[] {
  const isAlone = uploads.length === 1;
  return uploads.map(({ field, name }) => {
    const songKey = isAlone ? (model.needsVocals ? 'form.song.askSung' : 'form.song.ask') : 'form.song.part';
    const ask = text(locale, field === 'song' ? songKey : `form.${field}.ask`);
    const description =
      name === null ? ask : describedWith(name, (short) => text(locale, 'form.keep', { name: short }));
    const isRequired = isAlone && name === null;
    return labelled(text(locale, `form.${field}`), description, {
      type: ComponentType.FileUpload,
      custom_id: draftFields[field],
      // Discord refuses a minimum of 0 together with `required`.
      min_values: isRequired ? 1 : 0,
      max_values: 1,
      required: isRequired,
      file_types: ['audio'],
    });
  });
}

function styleField({ locale, model: { style: rule }, style }: DraftFormOptions): APILabelComponent[] {
  if (rule.need === 'none') return [];
  const { minimum, maximum } = rule;
  const input = paragraph({
    customId: draftFields.style,
    isRequired: rule.need === 'required',
    minimum,
    maximum,
    value: cutText(style ?? '', Math.min(maximum, TEXT_INPUT_MAXIMUM)),
    placeholder: text(locale, 'form.style.example'),
  });
  return [labelled(text(locale, 'form.style'), text(locale, 'form.style.hint'), input)];
}

function lyricsField({ locale, model: { lyrics: rule }, lyrics }: DraftFormOptions): APILabelComponent[] {
  if (lyrics === null || rule.need === 'none') return [];
  const { isRequired, isEditor } = lyrics;
  const value = (lyrics.value ?? '').toWellFormed();
  // No word is lost between a refusal for too many and the form that mends it.
  const maximum = isEditor || value.length > rule.maximum ? TEXT_INPUT_MAXIMUM : rule.maximum;
  const input = paragraph({
    customId: draftFields.lyrics,
    isRequired,
    minimum: rule.minimum,
    maximum,
    value: cutAtSection(value, Math.min(maximum, TEXT_INPUT_MAXIMUM)),
    placeholder: text(locale, 'form.lyrics.example'),
  });
  const name = isEditor ? text(locale, 'form.lyrics.edit') : text(locale, 'form.lyrics', { isRequired });
  return [labelled(name, text(locale, 'form.lyrics.hint', { ...rule, isRequired }), input)];
}
