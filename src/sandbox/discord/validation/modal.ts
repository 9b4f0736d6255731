import { z } from 'zod';
import { walkComponents } from '../component-tree.ts';
import { limits } from '../limits.ts';
import {
  boundIssues,
  channelSelect,
  componentId,
  customId,
  mentionableSelect,
  roleSelect,
  stringSelect,
  uniqueOptionIssues,
  userSelect,
} from './common-components.ts';
import { fileTypes } from './file-types.ts';
import { formIssue } from './form.ts';
import { duplicateIds } from './message-components.ts';

const { modal, textInput: text, fileUpload, radioGroup, checkboxGroup, select } = limits;

const field = { id: componentId, custom_id: customId };

const textInput = z
  .object({
    type: z.literal(4),
    ...field,
    style: z.int().min(1).max(2),
    /** Only inside an action row, the deprecated way; a Label has its own. */
    label: z.string().min(1).max(modal.label).optional(),
    min_length: z.int().min(0).max(text.characters).optional(),
    max_length: z.int().min(1).max(text.characters).optional(),
    required: z.boolean().optional(),
    value: z.string().max(text.characters).nullish(),
    placeholder: z.string().max(text.placeholder).nullish(),
  })
  .check(({ value, issues }) => {
    const length = value.value?.length ?? 0;
    const maximum = value.max_length ?? text.characters;
    if ((value.min_length ?? 0) > maximum) {
      issues.push(formIssue(value, ['min_length'], 'NUMBER_TYPE_MAX', 'min_length must not exceed max_length.'));
    }
    if (length > maximum) {
      issues.push(formIssue(value, ['value'], 'BASE_TYPE_MAX_LENGTH', `Must be ${maximum} or fewer in length.`));
    }
    if (length > 0 && length < (value.min_length ?? 0)) {
      issues.push(
        formIssue(value, ['value'], 'BASE_TYPE_MIN_LENGTH', `Must be at least ${value.min_length} in length.`),
      );
    }
  });

const upload = z
  .object({
    type: z.literal(19),
    ...field,
    min_values: z.int().min(0).max(fileUpload.files).optional(),
    max_values: z.int().min(1).max(fileUpload.files).optional(),
    required: z.boolean().optional(),
    file_types: fileTypes.optional(),
  })
  .check(({ value, issues }) => {
    issues.push(...boundIssues(value, fileUpload.files));
    if (value.required !== false && value.min_values === 0) {
      issues.push(formIssue(value, ['min_values'], 'NUMBER_TYPE_MIN', 'A required upload needs at least 1.'));
    }
  });

const choice = z.object({
  label: z.string().min(1).max(select.label),
  value: z.string().min(1).max(select.value),
  description: z.string().max(select.description).nullish(),
  default: z.boolean().optional(),
});

const radios = z
  .object({
    type: z.literal(21),
    ...field,
    options: z.array(choice).min(radioGroup.minimumOptions).max(radioGroup.options),
    required: z.boolean().optional(),
  })
  .check(({ value, issues }) => {
    issues.push(...uniqueOptionIssues(value.options));
    if (value.options.filter((option) => option.default).length > 1) {
      issues.push(formIssue(value, ['options'], 'RADIO_GROUP_TOO_MANY_DEFAULTS', 'Only one option can be the default'));
    }
  });

const checkboxes = z
  .object({
    type: z.literal(22),
    ...field,
    options: z.array(choice).min(1).max(checkboxGroup.options),
    min_values: z.int().min(0).max(checkboxGroup.options).optional(),
    max_values: z.int().min(1).max(checkboxGroup.options).optional(),
    required: z.boolean().optional(),
  })
  .check(({ value, issues }) => {
    issues.push(...uniqueOptionIssues(value.options));
    if (value.max_values !== undefined) issues.push(...boundIssues(value, value.options.length));
  });

const checkbox = z.object({ type: z.literal(23), ...field, default: z.boolean().optional() });

const label = z.object({
  type: z.literal(18),
  id: componentId,
  label: z.string().min(1).max(modal.label),
  description: z.string().max(modal.labelDescription).nullish(),
  component: z.discriminatedUnion('type', [
    stringSelect,
    textInput,
    userSelect,
    roleSelect,
    mentionableSelect,
    channelSelect,
    upload,
    radios,
    checkboxes,
    checkbox,
  ]),
});

const row = z.object({ type: z.literal(1), id: componentId, components: z.array(textInput).length(1) });
const textDisplay = z.object({
  type: z.literal(10),
  id: componentId,
  content: z.string().min(1).max(limits.componentsV2.text),
});

/** A form as the answer to an interaction. */
export const modalSchema = z.object({
  custom_id: customId,
  title: z.string().min(1).max(modal.title),
  components: z
    .array(z.discriminatedUnion('type', [row, textDisplay, label]))
    .min(1)
    .max(modal.components)
    .check(({ value, issues }) => {
      issues.push(...duplicateIds(value));
      for (const { component, path } of walkComponents(value)) {
        if ('disabled' in component && component.disabled === true) {
          issues.push(
            formIssue(
              value,
              [...path, 'disabled'],
              'COMPONENT_DISABLED_IN_MODAL',
              'Components in modals cannot be disabled',
            ),
          );
        }
      }
    }),
});
