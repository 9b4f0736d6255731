import { type Problem, Refusal } from './problem.ts';

export type FieldRule = {
  /** Dotted, as Runware names it in errors. */
  path: string;
  required?: boolean;
} & (
  | { kind: 'text'; minimum: number; maximum: number }
  | { kind: 'anyText' }
  | { kind: 'integer'; minimum?: number; maximum?: number }
  | { kind: 'choice'; values: readonly (string | number)[] }
  | { kind: 'boolean' }
  | { kind: 'object' }
);

const DOCUMENTATION = 'https://runware.ai/docs/models/minimax-music-cover#request-';

/** Refuses a value that does not keep its rule, in the words and the form of Runware's validation errors. */
export function checkField(rule: FieldRule, value: unknown): void {
  if (value === undefined) {
    if (rule.required) throw new Refusal(fieldProblem(rule.path, 'missing', 'Missing required parameter'));
    return;
  }
  const trouble = troubleWith(rule, value);
  if (!trouble) return;
  throw new Refusal(fieldProblem(rule.path, 'invalid', 'Invalid value for', trouble));
}

interface Trouble {
  /** Appended to the code: `invalidPositivePrompt` + `Length`. */
  suffix?: string;
  says: string;
  details: Readonly<Record<string, unknown>>;
}

/** The error for one field, with the code that follows Runware's pattern: a verb and the field's own name. */
export function fieldProblem(path: string, verb: string, opening: string, trouble?: Trouble): Problem {
  const name = path.split('.').at(-1) ?? path;
  const sentence = trouble ? ` ${trouble.says}` : '';
  return {
    code: `${verb}${name.charAt(0).toUpperCase()}${name.slice(1)}${trouble?.suffix ?? ''}`,
    message: `${opening} '${path}' parameter.${sentence}`,
    parameter: path,
    details: { ...trouble?.details, documentation: `${DOCUMENTATION}${path.replaceAll('.', '-').toLowerCase()}` },
  };
}

function troubleWith(rule: FieldRule, value: unknown): Trouble | undefined {
  switch (rule.kind) {
    case 'text':
      return textTrouble(value, rule.minimum, rule.maximum);
    case 'anyText':
      return typeof value === 'string' && value !== '' ? undefined : ofType('string');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : ofType('boolean');
    case 'object':
      return isObject(value) ? undefined : ofType('object');
    case 'integer':
      return integerTrouble(value, rule.minimum, rule.maximum);
    case 'choice':
      if (rule.values.some((allowed) => allowed === value)) return undefined;
      return {
        says: `Supported values are: ${rule.values.map((allowed) => `'${allowed}'`).join(', ')}.`,
        details: { type: typeof rule.values[0], allowedValues: rule.values },
      };
  }
}

function textTrouble(value: unknown, minimum: number, maximum: number): Trouble | undefined {
  if (typeof value !== 'string') return ofType('string');
  const length = [...value].length;
  if (length >= minimum && length <= maximum) return undefined;
  return {
    suffix: 'Length',
    says: `It must be between ${minimum} and ${maximum} characters long.`,
    details: { type: 'string', min: minimum, max: maximum },
  };
}

function integerTrouble(value: unknown, minimum = -Infinity, maximum = Infinity): Trouble | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return undefined;
  const bounds = {
    ...(Number.isFinite(minimum) ? { min: minimum } : {}),
    ...(Number.isFinite(maximum) ? { max: maximum } : {}),
  };
  const range = Number.isFinite(maximum) ? `between ${minimum} and ${maximum}` : `of at least ${minimum}`;
  return { says: `It must be an integer value ${range}.`, details: { type: 'integer', ...bounds } };
}

function ofType(type: string): Trouble {
  return { says: `It must be of type ${type}.`, details: { type } };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
