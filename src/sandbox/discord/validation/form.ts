import type { z } from 'zod';
import { ApiError, type FormProblem, formErrors } from '../api-error.ts';

type Issue = z.core.$ZodIssue;

const CONVERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  string: ['STRING_TYPE_CONVERT', 'Could not interpret value as string.'],
  number: ['NUMBER_TYPE_COERCE', 'Value is not a number.'],
  int: ['NUMBER_TYPE_COERCE', 'Value is not an int.'],
  boolean: ['BOOLEAN_TYPE_CONVERT', 'Must be either true or false.'],
  array: ['LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType'],
  object: ['MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType'],
};

/** Parses a part of a request; throws 50035 with every problem at its place, `prefix` first. */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  prefix: readonly PropertyKey[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => ({ ...problemOf(issue), path: [...prefix, ...issue.path] }));
  throw new ApiError(400, 50035, 'Invalid Form Body', { errors: formErrors(problems) });
}

/** A rule that spans fields, to be added in a schema's `check`. */
export function formIssue(input: unknown, path: PropertyKey[], code: string, message: string): z.core.$ZodRawIssue {
  return { code: 'custom', input, path, message, params: { code } };
}

function problemOf(issue: Issue): Pick<FormProblem, 'code' | 'message'> {
  switch (issue.code) {
    case 'custom':
      return { code: String(issue.params?.code ?? 'CUSTOM_TYPE_INVALID'), message: issue.message };
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.input);
    case 'invalid_value':
      return missing(issue.input) ?? choices(issue.values.map(String));
    case 'invalid_union':
      return { code: 'UNION_TYPE_CHOICES', message: 'Value of field "type" must be one of the types allowed here.' };
    case 'invalid_format':
      return { code: 'STRING_TYPE_REGEX', message: 'String value did not match validation regex.' };
    default:
      return { code: 'BASE_TYPE_INVALID', message: issue.message };
  }
}

function missing(input: unknown): Pick<FormProblem, 'code' | 'message'> | undefined {
  return input === undefined || input === null || input === ''
    ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
    : undefined;
}

function wrongType(expected: string, input: unknown): Pick<FormProblem, 'code' | 'message'> {
  const [code, message] = CONVERSIONS[expected] ?? ['BASE_TYPE_INVALID', 'Invalid value.'];
  return missing(input) ?? { code, message };
}

function tooBig(origin: string, maximum: number): Pick<FormProblem, 'code' | 'message'> {
  if (origin === 'number' || origin === 'int') {
    return { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${maximum}.` };
  }
  return { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${maximum} or fewer in length.` };
}

function tooSmall(origin: string, minimum: number, input: unknown): Pick<FormProblem, 'code' | 'message'> {
  if (origin === 'number' || origin === 'int') {
    return { code: 'NUMBER_TYPE_MIN', message: `int value should be greater than or equal to ${minimum}.` };
  }
  return missing(input) ?? { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be at least ${minimum} in length.` };
}

function choices(values: readonly string[]): Pick<FormProblem, 'code' | 'message'> {
  return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${values.join(', ')}}.` };
}
