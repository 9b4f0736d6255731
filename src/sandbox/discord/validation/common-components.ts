import { z } from 'zod';
import { limits } from '../limits.ts';
import { formIssue } from './form.ts';

const { component: most, select } = limits;

/** Given by whoever writes the component, or numbered by Discord. */
export const componentId = z.int().min(0).max(2_147_483_646).optional();

export const customId = z.string().min(1).max(most.customId);

export const emoji = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  animated: z.boolean().optional(),
});

const selectBounds = {
  id: componentId,
  custom_id: customId,
  placeholder: z.string().max(most.placeholder).optional(),
  min_values: z.int().min(0).max(select.options).optional(),
  max_values: z.int().min(1).max(select.options).optional(),
  disabled: z.boolean().optional(),
  required: z.boolean().optional(),
};

const option = z.object({
  label: z.string().min(1).max(select.label),
  value: z.string().min(1).max(select.value),
  description: z.string().max(select.description).nullish(),
  emoji: emoji.nullish(),
  default: z.boolean().optional(),
});

export const stringSelect = z
  .object({ type: z.literal(3), ...selectBounds, options: z.array(option).min(1).max(select.options) })
  .check(({ value, issues }) => {
    issues.push(...boundIssues(value, value.options.length), ...uniqueOptionIssues(value.options));
  });

const defaultValues = z
  .array(z.object({ id: z.string(), type: z.enum(['user', 'role', 'channel']) }))
  .max(select.options)
  .optional();

const entitySelect = <Type extends 5 | 6 | 7 | 8>(type: Type) =>
  z
    .object({
      type: z.literal(type),
      ...selectBounds,
      default_values: defaultValues,
      channel_types: z.array(z.int()).optional(),
    })
    .check(({ value, issues }) => void issues.push(...boundIssues(value, select.options)));

export const userSelect = entitySelect(5);
export const roleSelect = entitySelect(6);
export const mentionableSelect = entitySelect(7);
export const channelSelect = entitySelect(8);

interface Bounds {
  min_values?: number | undefined;
  max_values?: number | undefined;
}

/** At least `min_values`, at most `max_values`, and no more than there is to choose. */
export function boundIssues(value: Bounds, available: number): z.core.$ZodRawIssue[] {
  const minimum = value.min_values ?? 1;
  const maximum = value.max_values ?? 1;
  if (maximum > available) {
    return [formIssue(value, ['max_values'], 'BASE_TYPE_MAX_LENGTH', `There are only ${available} options.`)];
  }
  if (value.min_values !== undefined && minimum > maximum) {
    return [formIssue(value, ['min_values'], 'NUMBER_TYPE_MAX', 'min_values must not be greater than max_values.')];
  }
  return [];
}

export function uniqueOptionIssues(options: readonly { value: string }[]): z.core.$ZodRawIssue[] {
  return options.flatMap(({ value }, index) =>
    options.findIndex((other) => other.value === value) === index
      ? []
      : [
          formIssue(
            value,
            ['options', index, 'value'],
            'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
            'The specified option value is already used',
          ),
        ],
  );
}
