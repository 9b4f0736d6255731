import { z } from 'zod';
import { limits } from '../limits.ts';

const { choice } = limits.command;

/** Proposals while a member types. */
export const choicesSchema = z.object({
  choices: z
    .array(
      z.object({
        name: z.string().min(1).max(choice),
        value: z.union([z.string().max(choice), z.number()]),
      }),
    )
    .max(limits.autocompleteChoices),
});
