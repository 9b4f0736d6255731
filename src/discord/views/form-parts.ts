import { type APILabelComponent, type APITextInputComponent, ComponentType, TextInputStyle } from 'discord.js';
import { cutText } from './user-text.ts';

/** The most that a text field holds. */
export const TEXT_INPUT_MAXIMUM = 4000;
export const FORM_TITLE_MAXIMUM = 45;
const LABEL_MAXIMUM = 45;
const DESCRIPTION_MAXIMUM = 100;
const PLACEHOLDER_MAXIMUM = 100;

export interface Paragraph {
  customId: string;
  isRequired: boolean;
  minimum: number;
  maximum: number;
  /** Filled in already; it must fit. */
  value: string;
  placeholder: string;
}

/** A text field of several lines. */
export function paragraph({ customId, isRequired, value, placeholder, ...rule }: Paragraph): APITextInputComponent {
  const maximum = Math.min(rule.maximum, TEXT_INPUT_MAXIMUM);
  const minimum = Math.min(rule.minimum, maximum);
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

/** A field with its name and a line that explains it. */
export function labelled(
  name: string,
  description: string,
  component: APILabelComponent['component'],
): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: cutText(name, LABEL_MAXIMUM),
    description: cutText(description, DESCRIPTION_MAXIMUM),
    component,
  };
}

/** A description around what somebody wrote, which is cut so that the sentence stays whole. */
export function describedWith(name: string, sentence: (name: string) => string): string {
  const room = Math.max(1, DESCRIPTION_MAXIMUM - sentence('').length);
  return sentence(cutText(name, room));
}
