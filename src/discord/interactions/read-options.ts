import { ApplicationCommandOptionType } from 'discord.js';
import { z } from 'zod';
import type { Attachment } from './interaction-context.ts';
import type { Field } from './read-fields.ts';

const optionSchema = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
  options: z.unknown().optional(),
});
const optionsSchema = z.array(optionSchema);

type Option = z.output<typeof optionSchema>;

export interface ReadOptions {
  values: Readonly<Record<string, Field>>;
  subcommand: string | null;
  /** The option that is being typed. */
  focused: string | null;
}

/** Slash options by name; those of a subcommand where there is one. */
export function readOptions(options: unknown, attachments: ReadonlyMap<string, Attachment>): ReadOptions {
  const given = parsed(options);
  const subcommand = given.find(({ type }) => type === ApplicationCommandOptionType.Subcommand);
  const own = subcommand ? parsed(subcommand.options) : given;
  return {
    values: Object.fromEntries(own.map((option) => [option.name, fieldOf(option, attachments)])),
    subcommand: subcommand?.name ?? null,
    focused: own.find(({ focused }) => focused)?.name ?? null,
  };
}

function parsed(options: unknown): Option[] {
  return optionsSchema.safeParse(options).data ?? [];
}

function fieldOf({ type, value }: Option, attachments: ReadonlyMap<string, Attachment>): Field {
  if (type === ApplicationCommandOptionType.Attachment) return attachments.get(String(value)) ?? null;
  return value ?? null;
}
