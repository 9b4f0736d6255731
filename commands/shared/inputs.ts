import { z } from 'zod';
import { attachmentSchema } from '../../src/discord/interactions/interaction-context.ts';

/** What is left empty is the same as what is not there. */
export const optionTextSchema = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || null);

/** Null for a field that was left empty, undefined for one that the form does not have. */
const fieldTextSchema = z
  .string()
  .trim()
  .nullish()
  .transform((value) => (value === undefined ? undefined : value || null));

/** A form that asks for no file has no such field; one where none was chosen gives an empty list of ids. */
const fieldUploadSchema = z
  .union([z.array(attachmentSchema).min(1), z.array(z.string()).max(0)])
  .nullish()
  .transform((files) => {
    const [file] = files ?? [];
    return typeof file === 'object' ? file : undefined;
  });

/** What was chosen in a menu of numbers; undefined where the form has none, and for what it did not offer. */
const fieldNumberSchema = z
  .array(z.string())
  .nullish()
  .transform((values) => (/^\d{1,4}$/.test(values?.[0] ?? '') ? Number(values?.[0]) : undefined));

/** Undefined where the form has no such box. */
const fieldTickSchema = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);

/** Everything that a draft's form can have. */
export const formSchema = z.object({
  which: fieldNumberSchema,
  song: fieldUploadSchema,
  voice: fieldUploadSchema,
  instrumental: fieldUploadSchema,
  style: fieldTextSchema,
  lyrics: fieldTextSchema,
  takes: fieldNumberSchema,
  mayUse: fieldTickSchema,
  isPrivateFirst: fieldTickSchema,
});

/** Of a menu from which one thing is chosen. */
export const chosenSchema = z.object({ values: z.tuple([z.string()]) }).transform(({ values: [value] }) => value);
