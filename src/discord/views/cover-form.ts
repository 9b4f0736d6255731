import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Model, TextRule } from '../../domain/models.ts';
import { text } from '../../locales/text.ts';
import { coverIds } from '../cover-ids.ts';
import { cutText } from './user-text.ts';

/** Names of the form's fields in what Discord sends back. */
export const coverFields = { song: 'song', style: 'style', lyrics: 'lyrics' } as const;

const TEXT_INPUT_MAXIMUM = 4000;
const LABEL_MAXIMUM = 45;
const DESCRIPTION_MAXIMUM = 100;
const PLACEHOLDER_MAXIMUM = 100;

export interface CoverFormOptions {
  locale: string;
  draftId: string;
  model: Pick<Model, 'style' | 'lyrics' | 'priceMicros'>;
  /** `given`: chosen already, so the form does not ask. `replaceable`: chosen, and may be exchanged for another. */
  song: { kind: 'missing' } | { kind: 'given' } | { kind: 'replaceable'; name: string };
  style: string | null;
  lyrics: string | null;
}

/** The form that asks for what a cover still needs. */
export function coverForm(options: CoverFormOptions): APIModalInteractionResponseCallbackData {
  return {
    custom_id: coverIds.submit(options.draftId),
    title: text(options.locale, 'form.title', { micros: options.model.priceMicros }),
    components: [...songField(options), ...styleField(options), ...lyricsField(options)],
  };
}

function songField({ locale, song }: CoverFormOptions): APILabelComponent[] {
  if (song.kind === 'given') return [];
  const isRequired = song.kind === 'missing';
  const description = isRequired
    ? text(locale, 'form.song.ask')
    : fitted(song.name, (name) => text(locale, 'form.song.keep', { name }));
  return [
    label(text(locale, 'form.song'), description, {
      type: ComponentType.FileUpload,
      custom_id: coverFields.song,
      // Discord refuses a minimum of 0 together with `required`.
      ...(isRequired ? { min_values: 1 } : { min_values: 0 }),
      max_values: 1,
      required: isRequired,
      file_types: ['audio'],
    }),
  ];
}

function styleField({ locale, model, style }: CoverFormOptions): APILabelComponent[] {
  if (model.style.need === 'none') return [];
  const input = paragraph(coverFields.style, model.style, style, text(locale, 'form.style.example'));
  return [label(text(locale, 'form.style'), text(locale, 'form.style.hint'), input)];
}

function lyricsField({ locale, model, lyrics }: CoverFormOptions): APILabelComponent[] {
  if (model.lyrics.need === 'none') return [];
  const input = paragraph(coverFields.lyrics, model.lyrics, lyrics, text(locale, 'form.lyrics.example'));
  return [label(text(locale, 'form.lyrics'), text(locale, 'form.lyrics.hint', model.lyrics), input)];
}

function paragraph(customId: string, rule: TextRule, text: string | null, placeholder: string): APITextInputComponent {
  const maximum = Math.min(rule.maximum, TEXT_INPUT_MAXIMUM);
  const minimum = Math.min(rule.minimum, maximum);
  const value = text === null ? '' : cutText(text, maximum);
  const isRequired = rule.need === 'required';
  // An optional field may be left empty, and Discord refuses a form that is filled in with too little: the request checks both.
  const hasMinimum = isRequired && (value === '' || value.length >= minimum);
  return {
    type: ComponentType.TextInput,
    custom_id: customId,
    style: TextInputStyle.Paragraph,
    required: isRequired,
    ...(hasMinimum && { min_length: minimum }),
    max_length: maximum,
    placeholder: cutText(placeholder, PLACEHOLDER_MAXIMUM),
    ...(value !== '' && { value }),
  };
}

function label(name: string, description: string, component: APILabelComponent['component']): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: cutText(name, LABEL_MAXIMUM),
    description: cutText(description, DESCRIPTION_MAXIMUM),
    component,
  };
}

/** Cuts what somebody wrote, so that the sentence around it stays whole. */
function fitted(name: string, sentence: (name: string) => string): string {
  const room = Math.max(1, DESCRIPTION_MAXIMUM - sentence('').length);
  return sentence(cutText(name, room));
}
