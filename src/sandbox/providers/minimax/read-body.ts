import { z } from 'zod';
import { invalid } from './refusal.ts';
import type { MinimaxSettings } from './settings.ts';

export type Body = Readonly<Record<string, unknown>>;

/** The body as an object; a field of null counts as not sent. */
export function bodyOf(body: unknown): Body {
  if (!isObject(body)) throw invalid('the body must be a JSON object');
  return withoutNulls(body);
}

/** Refuses fields that the API does not have, when it is told to. */
export function refuseUnknown(body: Body, known: readonly string[], settings: MinimaxSettings): void {
  const unknown = settings.unknownFields === 'refuse' && Object.keys(body).find((name) => !known.includes(name));
  if (unknown) throw invalid(`unknown field ${unknown}`);
}

/** Reads a body by its schema. Throws the refusal of the first field that does not keep it. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: Body): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.')} ${issue?.message}`);
}

export function textField({ minimum, maximum }: { minimum: number; maximum: number }) {
  return z
    .string({ error: 'must be a string' })
    .refine((text) => [...text].length >= minimum, {
      error: `is too short, at least ${minimum} characters`,
      abort: true,
    })
    .refine((text) => [...text].length <= maximum, { error: `is too long, at most ${maximum} characters` });
}

export function choiceField<const Choices extends readonly (string | number)[]>(choices: Choices) {
  return z.literal(choices, { error: `must be one of ${choices.join(', ')}` });
}

export const flagField = z.boolean({ error: 'must be a boolean' }).default(false);

function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  const sent = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(sent.map(([name, inner]) => [name, isObject(inner) ? withoutNulls(inner) : inner]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
