import { isJson, textOf } from '../component-tree.ts';
import type { FileRecord } from '../files.ts';
import type { Json, ModalJson, ModalValue, UploadedFile } from '../types.ts';
import { allowsFile } from '../validation/file-types.ts';
import { checkSelection } from './controls.ts';
import { isUploadedFile } from './uploads.ts';

const type = { row: 1, stringSelect: 3, textInput: 4, label: 18, upload: 19, radio: 21, checkboxes: 22, checkbox: 23 };
const MOST_CHARACTERS = 4000;

export interface FilledForm {
  components: Json[];
  files: FileRecord[];
  /** Ids of users, roles and channels that were chosen. */
  ids: string[];
}

interface Field {
  /** As it is written beside the field. */
  name: string;
  component: Json;
}

type Upload = (file: UploadedFile) => FileRecord;

/** A form as the client sends it; throws, naming the field, on what the client would not let through. */
export function fillForm(modal: ModalJson, values: Readonly<Record<string, ModalValue>>, upload: Upload): FilledForm {
  const fields = modal.components.flatMap(fieldsOf);
  const unknown = Object.keys(values).find((key) => !fields.some((field) => isCalled(field, key)));
  if (unknown !== undefined) {
    throw new Error(`the form has no field ${unknown}, only: ${fields.map(({ name }) => name).join(', ')}`);
  }
  const form: FilledForm = { components: [], files: [], ids: [] };
  const fill = (field: Field): Json => {
    const key = Object.keys(values).find((candidate) => isCalled(field, candidate));
    const { component } = field;
    const basics = { type: component.type, id: component.id, custom_id: component.custom_id };
    return { ...basics, ...filled(field, key === undefined ? undefined : values[key], upload, form) };
  };
  form.components = modal.components.map((holder) => {
    const [field] = fieldsOf(holder);
    const basics = { type: holder.type, id: holder.id };
    if (!field) return basics;
    return holder.type === type.row ? { ...basics, components: [fill(field)] } : { ...basics, component: fill(field) };
  });
  return form;
}

function fieldsOf(holder: Json): Field[] {
  if (isJson(holder.component)) return [{ name: textOf(holder.label), component: holder.component }];
  const inRow = Array.isArray(holder.components) ? holder.components.filter(isJson) : [];
  return inRow.map((component) => ({ name: textOf(component.label), component }));
}

function isCalled({ name, component }: Field, key: string): boolean {
  return name === key || component.custom_id === key;
}

function filled(field: Field, value: ModalValue | undefined, upload: Upload, form: FilledForm): Json {
  switch (field.component.type) {
    case type.textInput:
      return { value: textValue(field, value) };
    case type.upload: {
      const files = uploads(field, value).map(upload);
      form.files.push(...files);
      return { values: files.map(({ id }) => id) };
    }
    case type.checkbox:
      return { value: checkboxValue(field, value) };
    case type.radio:
      return { value: selection(field, value, 1)[0] ?? null };
    case type.checkboxes:
      return { values: selection(field, value, optionsOf(field).length) };
    default: {
      const values = selection(field, value, 1);
      if (field.component.type !== type.stringSelect) form.ids.push(...values);
      return { values };
    }
  }
}

function textValue({ name, component }: Field, value: ModalValue | undefined): string {
  const text = value ?? component.value ?? '';
  if (typeof text !== 'string') throw new Error(`the field ${name} takes text`);
  if (text === '' && component.required !== false) throw new Error(`the field ${name} is required`);
  const minimum = typeof component.min_length === 'number' ? component.min_length : 0;
  const maximum = typeof component.max_length === 'number' ? component.max_length : MOST_CHARACTERS;
  if (text !== '' && text.length < minimum) throw new Error(`the field ${name} needs at least ${minimum} characters`);
  if (text.length > maximum) throw new Error(`the field ${name} takes at most ${maximum} characters`);
  return text;
}

function uploads({ name, component }: Field, value: ModalValue | undefined): UploadedFile[] {
  const files = value === undefined ? [] : [value].flat();
  if (!files.every(isUploadedFile)) throw new Error(`the field ${name} takes files`);
  if (files.length === 0 && component.required === false) return [];
  checkSelection(
    { ...component, options: undefined },
    files.map((file) => file.name),
    name,
  );
  const types = Array.isArray(component.file_types) ? component.file_types.map(String) : undefined;
  const refused = files.find((file) => !allowsFile(types, file.name));
  if (refused) throw new Error(`the field ${name} does not take ${refused.name}`);
  return files;
}

function checkboxValue({ name, component }: Field, value: ModalValue | undefined): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw new Error(`the field ${name} takes true or false`);
  return value ?? component.default === true;
}

/** Chosen values; what is prefilled stays where nothing was given. */
function selection(field: Field, value: ModalValue | undefined, mostByDefault: number): string[] {
  const { name, component } = field;
  const chosen = value === undefined ? prefilled(field) : [value].flat();
  if (!chosen.every((item) => typeof item === 'string')) throw new Error(`the field ${name} takes choices`);
  if (chosen.length === 0 && component.required === false) return [];
  checkSelection({ ...component, max_values: component.max_values ?? mostByDefault }, chosen, name);
  return chosen;
}

function optionsOf({ component }: Field): Json[] {
  return Array.isArray(component.options) ? component.options.filter(isJson) : [];
}

function prefilled(field: Field): string[] {
  const entities = Array.isArray(field.component.default_values) ? field.component.default_values.filter(isJson) : [];
  const options = optionsOf(field).filter((option) => option.default === true);
  return [...options.map((option) => textOf(option.value)), ...entities.map((entity) => textOf(entity.id))];
}
