import { z } from 'zod';
import { limits } from '../limits.ts';
import { fileTypes } from './file-types.ts';
import { formIssue } from './form.ts';

const { command: most } = limits;

export const optionTypes = {
  subcommand: 1,
  subcommandGroup: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

const CHAT_INPUT = 1;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const lowerCaseName = z
  .string()
  .regex(NAME)
  .refine((name) => name === name.toLowerCase(), { params: { code: 'APPLICATION_COMMAND_INVALID_NAME' } });
const menuName = z.string().min(1).max(most.name);
const description = z.string().min(1).max(most.description);
const descriptionLocalizations = z.record(z.string(), description).nullish();

const choice = z.object({
  name: z.string().min(1).max(most.choice),
  name_localizations: z.record(z.string(), z.string().min(1).max(most.choice)).nullish(),
  value: z.union([z.string().max(most.stringOption), z.number()]),
});

const optionFields = {
  type: z.int().min(1).max(11),
  name: lowerCaseName,
  name_localizations: z.record(z.string(), lowerCaseName).nullish(),
  description,
  description_localizations: descriptionLocalizations,
  required: z.boolean().optional(),
  choices: z.array(choice).max(most.choices).nullish(),
  autocomplete: z.boolean().optional(),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  min_length: z.int().min(0).max(most.stringOption).optional(),
  max_length: z.int().min(1).max(most.stringOption).optional(),
  channel_types: z.array(z.int()).optional(),
  file_types: fileTypes.optional(),
};

const leafOption = z.object(optionFields);
const innerOption = z.object({ ...optionFields, options: z.array(leafOption).max(most.options).optional() });
const option = z.object({ ...optionFields, options: z.array(innerOption).max(most.options).optional() });

export type CommandOption = z.output<typeof option>;

const common = {
  id: z.string().optional(),
  name_localizations: z.record(z.string(), z.string().min(1).max(most.name)).nullish(),
  default_member_permissions: z.string().regex(/^\d+$/).nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z.array(z.int().min(0).max(2)).nullish(),
  integration_types: z.array(z.int().min(0).max(1)).nullish(),
  nsfw: z.boolean().optional(),
};

const slashCommand = z
  .object({
    ...common,
    type: z.literal(CHAT_INPUT),
    name: lowerCaseName,
    description,
    description_localizations: descriptionLocalizations,
    options: z.array(option).max(most.options).nullish(),
  })
  .check(({ value, issues }) => {
    issues.push(...optionIssues(value.options ?? [], ['options']));
    if (characters(value) > most.total) {
      issues.push(
        formIssue(value, [], 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${most.total})`),
      );
    }
  });

const menuCommand = z.object({
  ...common,
  type: z.union([z.literal(2), z.literal(3)]),
  name: menuName,
  description: z.literal('').nullish(),
});

/** One application command as it is registered; without a type it is a slash command. */
export const commandSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('type' in value) ? { ...value, type: CHAT_INPUT } : value,
  z.discriminatedUnion('type', [slashCommand, menuCommand]),
);

/** Names once each, required ones first, proposals only for strings and numbers, and not beside fixed choices. */
function optionIssues(options: readonly CommandOption[], path: (string | number)[]): z.core.$ZodRawIssue[] {
  let sawOptional = false;
  return options.flatMap((item, index) => {
    const here = [...path, index];
    const issues: z.core.$ZodRawIssue[] = [];
    if (options.findIndex(({ name }) => name === item.name) !== index) {
      issues.push(
        formIssue(
          item,
          [...here, 'name'],
          'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
          'Option name is already used',
        ),
      );
    }
    if (item.required && sawOptional) {
      issues.push(
        formIssue(
          item,
          here,
          'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
          'Required options must be placed before non-required options',
        ),
      );
    }
    if (!item.required && !item.options) sawOptional = true;
    const hasChoices = (item.choices?.length ?? 0) > 0;
    const takesChoices: readonly number[] = [optionTypes.string, optionTypes.integer, optionTypes.number];
    if ((item.autocomplete || hasChoices) && !takesChoices.includes(item.type)) {
      issues.push(formIssue(item, here, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'This type takes no choices'));
    }
    if (item.autocomplete && hasChoices) {
      issues.push(
        formIssue(
          item,
          [...here, 'choices'],
          'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES',
          'Choices and autocomplete exclude each other',
        ),
      );
    }
    return [...issues, ...optionIssues((item.options ?? []) as CommandOption[], [...here, 'options'])];
  });
}

interface Sized {
  name: string;
  description: string;
  name_localizations?: Record<string, string> | null | undefined;
  description_localizations?: Record<string, string> | null | undefined;
  options?: readonly Sized[] | null | undefined;
  choices?: readonly { name: string; value: string | number }[] | null | undefined;
}

/** Names, descriptions and choices; of localized ones the longest counts. */
function characters(item: Sized): number {
  const longest = (text: string, localized: Record<string, string> | null | undefined) =>
    Math.max(text.length, ...Object.values(localized ?? {}).map(({ length }) => length));
  const choices = (item.choices ?? []).reduce((sum, { name, value }) => sum + name.length + String(value).length, 0);
  const nested = (item.options ?? []).reduce((sum, child) => sum + characters(child), 0);
  const own = longest(item.name, item.name_localizations) + longest(item.description, item.description_localizations);
  return own + choices + nested;
}
