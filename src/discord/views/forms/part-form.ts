import { type APIModalInteractionResponseCallbackData, ComponentType, TextInputStyle } from 'discord.js';
import { text } from '../../../locales/text.ts';
import { coverIds } from '../../interactions/cover-ids.ts';
import { FORM_TITLE_MAXIMUM, labelled } from '../components/form-parts.ts';
import { cutText } from '../parts/user-text.ts';

/** Name of the form's field in what Discord sends back. */
export const partField = 'start';

export interface PartFormOptions {
  locale: string;
  draftId: string;
  wholeSeconds: number;
  maximumSeconds: number;
}

/** The form that asks where the part of a song begins that is to be used. */
export function partForm({ locale, draftId, ...lengths }: PartFormOptions): APIModalInteractionResponseCallbackData {
  return {
    custom_id: coverIds.part(draftId),
    title: cutText(text(locale, 'part.title'), FORM_TITLE_MAXIMUM),
    components: [
      labelled(text(locale, 'part.start'), text(locale, 'part.start.hint', lengths), {
        type: ComponentType.TextInput,
        custom_id: partField,
        style: TextInputStyle.Short,
        required: true,
        min_length: 1,
        max_length: 8,
        placeholder: text(locale, 'part.start.example'),
      }),
    ],
  };
}
