import { z } from 'zod';
import { attachmentSchema } from '../src/discord/call.ts';

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

/** Everything that a draft's form can have. */
export const formSchema = z.object({
  song: fieldUploadSchema,
  voice: fieldUploadSchema,
  instrumental: fieldUploadSchema,
  style: fieldTextSchema,
  lyrics: fieldTextSchema,
});
