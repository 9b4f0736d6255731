import {
  type APICheckboxComponent,
  type APILabelComponent,
  type APIStringSelectComponent,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import { cutText } from '../parts/user-text.ts';

/** The most that a text field holds. */
export const TEXT_INPUT_MAXIMUM = 4000;
export const FORM_TITLE_MAXIMUM = 45;
/** How many parts a form may have. */
export const FORM_PLACES = 5;
const LABEL_MAXIMUM = 45;
const DESCRIPTION_MAXIMUM = 100;
const PLACEHOLDER_MAXIMUM = 100;
const OPTION_MAXIMUM = 100;
const OPTIONS_MAXIMUM = 25;

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

/** One of what a menu offers; it is sent back as its place in the list, unless it has a value of its own. */
export interface MenuChoice {
  name: string;
  value?: string;
  description?: string;
  isChosen?: boolean;
}

/** A menu from which one must be chosen. Of choices with one name all but the first are numbered. */
export function menuOfOne(customId: string, choices: readonly MenuChoice[]): APIStringSelectComponent {
  const labels = distinctLabels(choices.map(({ name }) => name));
  return {
    type: ComponentType.StringSelect,
    custom_id: customId,
    required: true,
    options: choices.slice(0, OPTIONS_MAXIMUM).map(({ value, description, isChosen }, index) => ({
      label: labels[index] ?? '…',
      value: value ?? String(index),
      ...(description !== undefined && { description: cutText(description, OPTION_MAXIMUM) }),
      ...(isChosen && { default: true }),
    })),
  };
}

/** A box to be ticked. */
export function tickBox(customId: string, isTicked: boolean): APICheckboxComponent {
  return { type: ComponentType.Checkbox, custom_id: customId, ...(isTicked && { default: true }) };
}

function distinctLabels(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let label = cutText(name, OPTION_MAXIMUM).trim() || '…';
    for (let number = 2; used.has(label); number += 1) {
      const suffix = ` (${number})`;
      label = `${cutText(name, OPTION_MAXIMUM - suffix.length).trim() || '…'}${suffix}`;
    }
    used.add(label);
    return label;
  });
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
