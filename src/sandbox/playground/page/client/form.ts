import type { Json, WireModal } from '../wire.ts';
import { allowsFile } from './file-types.ts';
import type { FieldValue } from './state.ts';

/** The kinds of components, by Discord's numbers. */
export const kinds = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  upload: 19,
  radio: 21,
  checkboxes: 22,
  checkbox: 23,
} as const;

/** A field of a form with what stands beside it. */
export interface Field {
  id: string;
  label: string;
  description: string | undefined;
  component: Json;
  isRequired: boolean;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The field in one top-level component; undefined where that is only text. */
export function fieldIn(holder: Json): Field | undefined {
  const component = isJson(holder.component) ? holder.component : listOf(holder.components)[0];
  if (!component) return undefined;
  return {
    id: textOf(component.custom_id),
    label: textOf(holder.label) || textOf(component.label),
    description: textOf(holder.description) || undefined,
    component,
    // A single tick box may be left empty whatever it says.
    isRequired: component.required !== false && component.type !== kinds.checkbox,
  };
}

export function fieldsOf({ components }: WireModal): Field[] {
  return components.flatMap((holder) => fieldIn(holder) ?? []);
}

/** What a form shows when it opens. */
export function firstValues(modal: WireModal): Record<string, FieldValue> {
  return Object.fromEntries(fieldsOf(modal).map(({ id, component }) => [id, firstValue(component)]));
}

function firstValue(component: Json): FieldValue {
  if (component.type === kinds.textInput) return textOf(component.value);
  if (component.type === kinds.checkbox) return component.default === true;
  if (component.type === kinds.upload) return [];
  const options = listOf(component.options).filter((option) => option.default === true);
  const entities = listOf(component.default_values);
  return [...options.map((option) => textOf(option.value)), ...entities.map(({ id }) => textOf(id))];
}

/** Why a form cannot be sent, by field; empty when it can. */
export function problemsIn(modal: WireModal, values: Readonly<Record<string, FieldValue>>): Record<string, string> {
  const problems = fieldsOf(modal).map((field) => [field.id, fieldProblem(field, values[field.id])] as const);
  return Object.fromEntries(problems.flatMap(([id, text]) => (text === undefined ? [] : [[id, text]])));
}

function fieldProblem(field: Field, value: FieldValue | undefined): string | undefined {
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return field.isRequired ? 'This field is required.' : undefined;
  if (typeof value === 'string') return textProblem(field, value);
  return typeof value === 'object' ? countProblem(field, value) : undefined;
}

function textProblem({ component }: Field, value: string): string | undefined {
  const { min_length: minimum, max_length: maximum } = component;
  if (typeof minimum === 'number' && value.length < minimum) return `Must be at least ${minimum} characters.`;
  return typeof maximum === 'number' && value.length > maximum ? `Must be ${maximum} characters or fewer.` : undefined;
}

function countProblem({ component }: Field, value: Exclude<FieldValue, string | boolean>): string | undefined {
  const minimum = typeof component.min_values === 'number' ? component.min_values : 1;
  if (value.length < minimum) return `Choose at least ${minimum}.`;
  const types = Array.isArray(component.file_types) ? component.file_types.map(String) : undefined;
  const refused = value.find((item) => typeof item === 'object' && !allowsFile(types, item.name));
  return typeof refused === 'object' ? `${refused.name} is not a file of a type that is allowed here.` : undefined;
}

/** How many values a field or menu takes at most. */
export function mostValues(component: Json): number {
  if (typeof component.max_values === 'number') return component.max_values;
  return component.type === kinds.checkboxes ? listOf(component.options).length : 1;
}
